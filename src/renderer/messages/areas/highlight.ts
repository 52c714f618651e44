/** What a preset of highlight colours is called by. */
export type ColorPreset = 'theme' | 'procmon' | 'yellow' | 'green' | 'rose' | 'blue';

/** Highlight rules, Highlight Colors, Font, and going from one highlighted event to the next. Numbers come formatted. */
export interface HighlightMessages {
  readonly title: string;
  /** What assistive technology says of a highlighted row. */
  readonly row: string;
  readonly highlights: string;
  readonly except: string;
  readonly allOthers: string;
  readonly noRules: string;
  readonly makeFilter: string;
  readonly makeFilterHint: string;
  /** Before, the number that matters, after. */
  readonly wouldHighlight: (count: string, shown: string) => readonly [string, string, string];
  readonly notAdded: string;
  readonly tooManyRules: (most: string) => string;
  readonly notApplied: (sentence: string) => string;

  readonly searching: string;
  readonly noneInForce: string;
  readonly noneShown: string;
  readonly fromStart: string;
  readonly fromEnd: string;
  readonly searchFailed: string;
  readonly edit: string;

  readonly highlightColors: {
    readonly title: string;
    readonly presets: string;
    readonly presetNames: Readonly<Record<ColorPreset, string>>;
    readonly text: string;
    readonly background: string;
    readonly chooseText: string;
    readonly chooseBackground: string;
    readonly ofTheme: string;
    readonly badColor: string;
    readonly preview: string;
    readonly light: string;
    readonly dark: string;
    readonly contrast: (light: string, dark: string) => string;
    readonly lowContrast: (ratio: string, least: string) => string;
    readonly lowInTheme: (theme: 'light' | 'dark', ratio: string, least: string) => string;
    readonly reset: string;
  };

  readonly font: {
    readonly title: string;
    readonly family: string;
    readonly size: string;
    readonly interface: string;
    readonly monospace: string;
    readonly pixels: (size: string) => string;
    readonly defaultSize: (size: string) => string;
    readonly preview: string;
    readonly rowHeight: (pixels: string) => string;
    readonly reset: string;
  };
}

export const highlightEn: HighlightMessages = {
  title: 'Highlight',
  row: 'Highlighted',
  highlights: 'Highlights',
  except: 'But not',
  allOthers: 'all other events',
  noRules: 'No highlight rules. Fill in the fields above and press Enter.',
  makeFilter: 'Make filter',
  makeFilterHint: 'Shows only what these rules highlight; Undo takes it back',
  wouldHighlight: (count, shown) => ['Highlights ', count, ` of ${shown} events shown`],
  notAdded: 'This rule is not in the list yet: Enter adds it, OK once more leaves it out.',
  tooManyRules: (most) => `There are at most ${most} highlight rules: remove some first.`,
  notApplied: (sentence) => `The highlight was not changed. ${sentence}`,

  searching: 'Searching for a highlighted event',
  noneInForce: 'No highlight rule is in force.',
  noneShown: 'No event that is shown is highlighted.',
  fromStart: 'Reached the end, continued with the first highlighted event.',
  fromEnd: 'Reached the beginning, continued with the last highlighted event.',
  searchFailed: 'The search stopped: the events could not be read.',
  edit: 'Highlight\u2026',

  highlightColors: {
    title: 'Highlight colors',
    presets: 'Colors',
    presetNames: {
      theme: 'Of the theme',
      procmon: 'Process Monitor',
      yellow: 'Yellow',
      green: 'Green',
      rose: 'Rose',
      blue: 'Blue',
    },
    text: 'Text',
    background: 'Background',
    chooseText: 'Choose the color of the text',
    chooseBackground: 'Choose the color of the background',
    ofTheme: 'of the theme',
    badColor: 'Type a color as six hexadecimal digits, such as #80ffff.',
    preview: 'Preview',
    light: 'Light',
    dark: 'Dark',
    contrast: (light, dark) =>
      light === dark ? `Contrast ${light} : 1` : `Contrast ${light} : 1 in light, ${dark} : 1 in dark`,
    lowContrast: (ratio, least) =>
      `Hard to read: the contrast is ${ratio} : 1, and text needs ${least} : 1 at least.`,
    lowInTheme: (theme, ratio, least) =>
      `Hard to read in the ${theme} theme: the contrast is ${ratio} : 1, and text needs ${least} : 1 at least.`,
    reset: 'Reset',
  },

  font: {
    title: 'Font',
    family: 'Font',
    size: 'Size',
    interface: 'Font of the window (default)',
    monospace: 'Monospace',
    pixels: (size) => `${size} px`,
    defaultSize: (size) => `${size} px (default)`,
    preview: 'Preview',
    rowHeight: (pixels) => `Rows are ${pixels} px high`,
    reset: 'Reset',
  },
};

export const highlightKo: HighlightMessages = {
  title: '강조 표시',
  row: '강조됨',
  highlights: '강조 대상',
  except: '제외 대상',
  allOthers: '다른 모든 이벤트',
  noRules: '강조 표시 규칙이 없습니다. 위 칸을 채우고 Enter를 누르세요.',
  makeFilter: '필터로 만들기',
  makeFilterHint: '이 규칙이 강조하는 이벤트만 표시합니다. 실행 취소로 되돌릴 수 있습니다',
  wouldHighlight: (count, shown) => [`표시된 이벤트 ${shown}개 중 `, count, '개 강조'],
  notAdded: '이 규칙은 아직 목록에 없습니다. Enter를 누르면 추가되고 확인을 다시 누르면 버려집니다.',
  tooManyRules: (most) => `강조 표시 규칙은 ${most}개까지 둘 수 있습니다. 먼저 일부를 제거하세요.`,
  notApplied: (sentence) => `강조 표시를 바꾸지 못했습니다. ${sentence}`,

  searching: '강조된 이벤트 찾는 중',
  noneInForce: '사용 중인 강조 표시 규칙이 없습니다.',
  noneShown: '표시된 이벤트 중 강조된 것이 없습니다.',
  fromStart: '끝까지 가서 처음 강조된 이벤트로 이어 갔습니다.',
  fromEnd: '처음까지 가서 마지막 강조된 이벤트로 이어 갔습니다.',
  searchFailed: '이벤트를 읽을 수 없어 검색을 멈췄습니다.',
  edit: '강조 표시\u2026',

  highlightColors: {
    title: '강조 표시 색',
    presets: '색',
    presetNames: {
      theme: '테마에 맞춤',
      procmon: 'Process Monitor',
      yellow: '노랑',
      green: '초록',
      rose: '장미색',
      blue: '파랑',
    },
    text: '글자',
    background: '배경',
    chooseText: '글자 색 고르기',
    chooseBackground: '배경 색 고르기',
    ofTheme: '테마의 색',
    badColor: '#80ffff처럼 16진수 여섯 자리로 색을 입력하세요.',
    preview: '미리 보기',
    light: '밝게',
    dark: '어둡게',
    contrast: (light, dark) =>
      light === dark ? `대비 ${light} : 1` : `대비 밝게 ${light} : 1, 어둡게 ${dark} : 1`,
    lowContrast: (ratio, least) =>
      `읽기 어렵습니다. 대비가 ${ratio} : 1이지만 글자에는 ${least} : 1 이상이 필요합니다.`,
    lowInTheme: (theme, ratio, least) =>
      `${theme === 'light' ? '밝은' : '어두운'} 테마에서 읽기 어렵습니다. 대비가 ${ratio} : 1이지만 글자에는 ${least} : 1 이상이 필요합니다.`,
    reset: '초기화',
  },

  font: {
    title: '글꼴',
    family: '글꼴',
    size: '크기',
    interface: '창의 글꼴(기본값)',
    monospace: '고정폭',
    pixels: (size) => `${size}px`,
    defaultSize: (size) => `${size}px(기본값)`,
    preview: '미리 보기',
    rowHeight: (pixels) => `행 높이 ${pixels}px`,
    reset: '초기화',
  },
};
