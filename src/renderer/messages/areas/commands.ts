import type { CommandId } from '../../commands/command-ids.ts';
import { bootCommandsEn, bootCommandsKo } from './boot.ts';
import { liveCommandsEn, liveCommandsKo } from './live.ts';

/** The menus of the menu bar. */
export type MenuId = 'file' | 'edit' | 'event' | 'filter' | 'options' | 'help';

/** Menus within menus. */
export type SubmenuId = 'recent' | 'saved-filters' | 'include' | 'exclude' | 'highlight' | 'theme';

/** Keys of the list and of the window that are no command's own. */
export type KeyHelp =
  | 'rows'
  | 'pages'
  | 'ends'
  | 'columns'
  | 'extend'
  | 'several'
  | 'open'
  | 'card'
  | 'cellMenu'
  | 'menuBar'
  | 'regions'
  | 'leave';

/**
 * Menus, toolbar, context menus, find, Go To, shortcuts and About. In the texts of menus `&` stands before the letter
 * that chooses the item; `\u2026` at the end says that the command asks for more.
 */
export interface CommandMessages {
  readonly menuBar: string;
  readonly menus: Readonly<Record<MenuId, string>>;
  readonly submenus: Readonly<Record<SubmenuId, string>>;
  readonly commands: Readonly<Record<CommandId, string>>;
  /** Commands that name the value of a cell. */
  readonly include: (value: string) => string;
  readonly exclude: (value: string) => string;
  readonly highlight: (value: string) => string;
  readonly editFilter: (value: string) => string;
  readonly copyValue: (value: string) => string;
  readonly emptyValue: string;
  readonly noValues: string;
  readonly cellMenu: string;
  readonly noRecent: string;
  readonly clearRecent: string;
  readonly notSaved: string;
  readonly showClass: (name: string) => string;
  readonly hideClass: (name: string) => string;
  readonly statusBar: string;
  readonly selectedCount: (count: string) => string;
  readonly hiddenCount: (count: string) => string;
  readonly filtering: string;
  readonly find: {
    readonly label: string;
    readonly hint: string;
    readonly next: string;
    readonly previous: string;
    readonly close: string;
    readonly searching: string;
    readonly stop: string;
    readonly fromStart: string;
    readonly fromEnd: string;
    readonly none: (text: string) => string;
    readonly failed: string;
  };
  readonly goTo: {
    readonly title: string;
    readonly kind: string;
    readonly kinds: Readonly<Record<'row' | 'timeOfDay' | 'relativeTime', string>>;
    readonly values: Readonly<Record<'row' | 'timeOfDay' | 'relativeTime', string>>;
    readonly go: string;
    readonly range: (last: string) => string;
    readonly badRow: (last: string) => string;
    readonly noRows: string;
    readonly badTimeOfDay: string;
    readonly badRelativeTime: string;
    readonly later: string;
    readonly searching: string;
    readonly failed: string;
  };
  readonly shortcuts: {
    readonly title: string;
    readonly list: string;
    readonly window: string;
    readonly help: Readonly<Record<KeyHelp, string>>;
    readonly keys: Readonly<Record<KeyHelp, string>>;
    readonly or: string;
  };
  readonly commandLine: {
    readonly title: string;
    readonly lead: string;
    readonly options: readonly (readonly [command: string, meaning: string])[];
    readonly more: string;
  };
  readonly about: {
    readonly title: string;
    readonly version: (version: string) => string;
    readonly description: string;
    readonly runtime: string;
    readonly licence: string;
    readonly licenceText: string;
    readonly notices: string;
    readonly noticesText: string;
  };
  readonly close: string;
  readonly broken: { readonly title: string; readonly sentence: string; readonly reason: string };
}

export const commandsEn: CommandMessages = {
  menuBar: 'Menu bar',
  menus: {
    file: '&File',
    edit: '&Edit',
    event: 'E&vent',
    filter: 'Fi&lter',
    options: '&Options',
    help: '&Help',
  },
  submenus: {
    recent: 'Open &recent',
    'saved-filters': '&Load filter',
    include: 'I&nclude',
    exclude: 'E&xclude',
    highlight: 'Hi&ghlight',
    theme: '&Theme',
  },
  commands: {
    ...liveCommandsEn,
    ...bootCommandsEn,
    'file.open': '&Open\u2026',
    'file.save': '&Save as\u2026',
    'file.import-configuration': '&Import configuration\u2026',
    'file.export-configuration': '&Export configuration\u2026',
    'file.close': '&Close',
    'file.exit': 'E&xit',
    'edit.copy': '&Copy',
    'edit.copy-cell': 'Copy c&ell',
    'edit.select-all': 'Select &all',
    'edit.find': '&Find\u2026',
    'edit.find-next': 'Find &next',
    'edit.find-previous': 'Find &previous',
    'edit.next-highlighted': 'Find next &highlight',
    'edit.previous-highlighted': 'Find previous h&ighlight',
    'edit.go-to': '&Go to\u2026',
    'event.properties': '&Properties\u2026',
    'event.stack': '&Stack\u2026',
    'event.include': '&Include value',
    'event.exclude': '&Exclude value',
    'event.highlight': '&Highlight value',
    'event.edit-filter': 'Edit &filter\u2026',
    'event.exclude-before': 'Exclude events &before',
    'event.exclude-after': 'Exclude events &after',
    'filter.filter': '&Filter\u2026',
    'filter.reset': '&Reset filter',
    'filter.undo': '&Undo',
    'filter.load-from-file': '&From file\u2026',
    'filter.save': 'Sa&ve filter\u2026',
    'filter.organize': 'Organi&ze filters\u2026',
    'filter.defaults': '&Default exclusions',
    'filter.highlight': '&Highlight\u2026',
    'class.registry': 'Re&gistry',
    'class.file-system': 'File &System',
    'class.network': '&Network',
    'class.process': '&Process and Thread',
    'class.profiling': 'Pr&ofiling',
    'class.ipc': '&IPC',
    'class.memory': '&Memory',
    'class.device': 'Devic&e',
    'class.security': 'Se&curity',
    'class.system': 'S&ystem',
    'options.always-on-top': '&Always on top',
    'options.theme-system': '&System',
    'options.theme-light': '&Light',
    'options.theme-dark': '&Dark',
    'options.density': '&Comfortable rows',
    'options.font': '&Font\u2026',
    'options.highlight-colors': '&Highlight colors\u2026',
    'options.columns': '&Select columns\u2026',
    'help.shortcuts': '&Keyboard shortcuts',
    'help.command-line': '&Command-line options',
    'help.about': '&About Procscope',
  },
  include: (value) => `&Include ${value}`,
  exclude: (value) => `&Exclude ${value}`,
  highlight: (value) => `&Highlight ${value}`,
  editFilter: (value) => `Edit &filter ${value}\u2026`,
  copyValue: (value) => `&Copy ${value}`,
  emptyValue: 'empty value',
  noValues: 'The values of this event could not be read.',
  cellMenu: 'Event',
  noRecent: 'No recent files',
  clearRecent: '&Clear this list',
  notSaved: '(not saved)',
  showClass: (name) => `Show ${name} events`,
  hideClass: (name) => `Hide ${name} events`,
  statusBar: 'Status bar',
  selectedCount: (count) => `${count} selected`,
  hiddenCount: (count) => `${count} selected, the current one is hidden`,
  filtering: 'Filtering',
  find: {
    label: 'Find',
    hint: 'Text in a column that is shown',
    next: 'Find next',
    previous: 'Find previous',
    close: 'Close the find bar',
    searching: 'Searching\u2026',
    stop: 'Stop',
    fromStart: 'Reached the end, continued from the first event.',
    fromEnd: 'Reached the beginning, continued from the last event.',
    none: (text) => `No event that is shown contains \u2018${text}\u2019.`,
    failed: 'The search stopped: the events could not be read.',
  },
  goTo: {
    title: 'Go to',
    kind: 'Go to',
    kinds: { row: 'Row', timeOfDay: 'Time of day', relativeTime: 'Relative time' },
    values: {
      row: 'Number of the row',
      timeOfDay: 'Time of day',
      relativeTime: 'Time since the first event',
    },
    go: 'Go',
    range: (last) => `From 1 to ${last}.`,
    badRow: (last) => `Enter a whole number from 1 to ${last}.`,
    noRows: 'No event is shown, so there is no row to go to.',
    badTimeOfDay: 'Enter a time such as 1:18:20.94 AM or 13:18:20.',
    badRelativeTime: 'Enter seconds such as 10.5, or a time such as 00:00:10.5.',
    later: 'No event that is shown is at or after this time.',
    searching: 'Searching\u2026',
    failed: 'The events could not be read, so the row was not found.',
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    list: 'Event list',
    window: 'Window',
    help: {
      rows: 'Previous and next event',
      pages: 'One page up and down',
      ends: 'First and last event',
      columns: 'Previous and next column',
      extend: 'Extend the selection',
      several: 'Move alone, then add or take away',
      open: 'Properties of the event',
      card: 'Whole text of the cell, or card of its process',
      cellMenu: 'Menu of the cell',
      menuBar: 'Menu bar',
      regions: 'Next and previous part of the window',
      leave: 'Back to the event list',
    },
    keys: {
      rows: '\u2191, \u2193',
      pages: 'Page Up, Page Down',
      ends: 'Home, End',
      columns: '\u2190, \u2192',
      extend: 'Shift+\u2191, Shift+\u2193',
      several: 'Ctrl+\u2191, Ctrl+\u2193, Ctrl+Space',
      open: 'Enter',
      card: 'Ctrl+I',
      cellMenu: 'Shift+F10',
      menuBar: 'F10',
      regions: 'F6, Shift+F6',
      leave: 'Esc',
    },
    or: ' or ',
  },
  commandLine: {
    title: 'Command-line options',
    lead: 'The program procscope works without a window too.',
    options: [
      [
        'procscope info FILE',
        'Says what a capture is: its machine, its time, its events, what is damaged in it.',
      ],
      [
        'procscope export FILE',
        'Writes events as CSV or as one JSON object a line, all of them or those that a filter shows.',
      ],
      [
        'procscope capture [-- PROGRAM]',
        'Records what happens on this machine, or what one program does, to a file or to standard output.',
      ],
      ['procscope serve [FILE]', 'Shows the window of this program in a browser on this machine.'],
      ['procscope address', 'Says the address at which a running `procscope serve` can be reached.'],
    ],
    more: 'procscope COMMAND --help lists what a command takes.',
  },
  about: {
    title: 'About Procscope',
    version: (version) => `Procscope ${version}`,
    description: 'Event viewer in the manner of Process Monitor, on every system.',
    runtime: 'Runs on',
    licence: 'Licence',
    licenceText: 'MIT licence, \u00a9 The Procscope developers',
    notices: 'Third parties',
    noticesText:
      'Contains Fluent System Icons (MIT licence, Microsoft Corporation and contributors) and open-source libraries. Their licence texts come with the program.',
  },
  close: 'Close',
  broken: {
    title: 'The window has stopped',
    sentence:
      'Something in this window went wrong that should not have. Your files are as they were: close Procscope and open the capture again.',
    reason: 'Reason',
  },
};

export const commandsKo: CommandMessages = {
  menuBar: '메뉴 모음',
  menus: {
    file: '파일(&F)',
    edit: '편집(&E)',
    event: '이벤트(&V)',
    filter: '필터(&L)',
    options: '옵션(&O)',
    help: '도움말(&H)',
  },
  submenus: {
    recent: '최근 파일 열기(&R)',
    'saved-filters': '필터 불러오기(&L)',
    include: '포함(&N)',
    exclude: '제외(&X)',
    highlight: '강조(&G)',
    theme: '테마(&T)',
  },
  commands: {
    ...liveCommandsKo,
    ...bootCommandsKo,
    'file.open': '열기(&O)\u2026',
    'file.save': '다른 이름으로 저장(&S)\u2026',
    'file.import-configuration': '구성 가져오기(&I)\u2026',
    'file.export-configuration': '구성 내보내기(&E)\u2026',
    'file.close': '닫기(&C)',
    'file.exit': '끝내기(&X)',
    'edit.copy': '복사(&C)',
    'edit.copy-cell': '셀 복사(&E)',
    'edit.select-all': '모두 선택(&A)',
    'edit.find': '찾기(&F)\u2026',
    'edit.find-next': '다음 찾기(&N)',
    'edit.find-previous': '이전 찾기(&P)',
    'edit.next-highlighted': '다음 강조 이벤트 찾기(&H)',
    'edit.previous-highlighted': '이전 강조 이벤트 찾기(&I)',
    'edit.go-to': '이동(&G)\u2026',
    'event.properties': '속성(&P)\u2026',
    'event.stack': '스택(&S)\u2026',
    'event.include': '값 포함(&I)',
    'event.exclude': '값 제외(&E)',
    'event.highlight': '값 강조(&H)',
    'event.edit-filter': '필터 편집(&F)\u2026',
    'event.exclude-before': '이전 이벤트 제외(&B)',
    'event.exclude-after': '이후 이벤트 제외(&A)',
    'filter.filter': '필터(&F)\u2026',
    'filter.reset': '필터 초기화(&R)',
    'filter.undo': '실행 취소(&U)',
    'filter.load-from-file': '파일에서(&F)\u2026',
    'filter.save': '필터 저장(&V)\u2026',
    'filter.organize': '필터 관리(&Z)\u2026',
    'filter.defaults': '기본 제외(&D)',
    'filter.highlight': '강조 표시(&H)\u2026',
    'class.registry': '레지스트리(&G)',
    'class.file-system': '파일 시스템(&S)',
    'class.network': '네트워크(&N)',
    'class.process': '프로세스 및 스레드(&P)',
    'class.profiling': '프로파일링(&O)',
    'class.ipc': 'IPC(&I)',
    'class.memory': '메모리(&M)',
    'class.device': '장치(&E)',
    'class.security': '보안(&C)',
    'class.system': '시스템(&Y)',
    'options.always-on-top': '항상 위에 표시(&A)',
    'options.theme-system': '시스템(&S)',
    'options.theme-light': '밝게(&L)',
    'options.theme-dark': '어둡게(&D)',
    'options.density': '넓은 행 간격(&C)',
    'options.font': '글꼴(&F)\u2026',
    'options.highlight-colors': '강조 표시 색(&H)\u2026',
    'options.columns': '열 선택(&S)\u2026',
    'help.shortcuts': '바로 가기 키(&K)',
    'help.command-line': '명령줄 옵션(&C)',
    'help.about': 'Procscope 정보(&A)',
  },
  include: (value) => `${value} 포함(&I)`,
  exclude: (value) => `${value} 제외(&E)`,
  highlight: (value) => `${value} 강조(&H)`,
  editFilter: (value) => `${value} 필터 편집(&F)\u2026`,
  copyValue: (value) => `${value} 복사(&C)`,
  emptyValue: '빈 값',
  noValues: '이 이벤트의 값을 읽을 수 없습니다.',
  cellMenu: '이벤트',
  noRecent: '최근 파일 없음',
  clearRecent: '목록 지우기(&C)',
  notSaved: '(저장 안 됨)',
  showClass: (name) => `${name} 이벤트 표시`,
  hideClass: (name) => `${name} 이벤트 숨기기`,
  statusBar: '상태 표시줄',
  selectedCount: (count) => `${count}개 선택`,
  hiddenCount: (count) => `${count}개 선택, 현재 이벤트는 숨겨져 있음`,
  filtering: '필터 적용 중',
  find: {
    label: '찾기',
    hint: '표시된 열에 있는 텍스트',
    next: '다음 찾기',
    previous: '이전 찾기',
    close: '찾기 표시줄 닫기',
    searching: '검색 중\u2026',
    stop: '중지',
    fromStart: '끝까지 검색하여 첫 이벤트부터 계속했습니다.',
    fromEnd: '처음까지 검색하여 마지막 이벤트부터 계속했습니다.',
    none: (text) => `표시된 이벤트 중 \u2018${text}\u2019이(가) 들어 있는 것이 없습니다.`,
    failed: '이벤트를 읽을 수 없어 검색을 멈췄습니다.',
  },
  goTo: {
    title: '이동',
    kind: '이동 기준',
    kinds: { row: '행', timeOfDay: '시각', relativeTime: '상대 시간' },
    values: { row: '행 번호', timeOfDay: '시각', relativeTime: '첫 이벤트부터의 시간' },
    go: '이동',
    range: (last) => `1부터 ${last}까지.`,
    badRow: (last) => `1부터 ${last}까지의 정수를 입력하세요.`,
    noRows: '표시된 이벤트가 없어 이동할 행이 없습니다.',
    badTimeOfDay: '오전 1:18:20.94 또는 13:18:20과 같은 시각을 입력하세요.',
    badRelativeTime: '10.5와 같은 초 또는 00:00:10.5와 같은 시간을 입력하세요.',
    later: '표시된 이벤트 중 이 시간이나 그 뒤의 것이 없습니다.',
    searching: '검색 중\u2026',
    failed: '이벤트를 읽을 수 없어 행을 찾지 못했습니다.',
  },
  shortcuts: {
    title: '바로 가기 키',
    list: '이벤트 목록',
    window: '창',
    help: {
      rows: '이전 및 다음 이벤트',
      pages: '한 페이지 위로 및 아래로',
      ends: '첫 이벤트 및 마지막 이벤트',
      columns: '이전 및 다음 열',
      extend: '선택 영역 확장',
      several: '이동만 한 뒤 추가하거나 빼기',
      open: '이벤트 속성',
      card: '셀의 전체 텍스트 또는 프로세스 카드',
      cellMenu: '셀 메뉴',
      menuBar: '메뉴 모음',
      regions: '창의 다음 및 이전 부분',
      leave: '이벤트 목록으로 돌아가기',
    },
    keys: {
      rows: '\u2191, \u2193',
      pages: 'Page Up, Page Down',
      ends: 'Home, End',
      columns: '\u2190, \u2192',
      extend: 'Shift+\u2191, Shift+\u2193',
      several: 'Ctrl+\u2191, Ctrl+\u2193, Ctrl+Space',
      open: 'Enter',
      card: 'Ctrl+I',
      cellMenu: 'Shift+F10',
      menuBar: 'F10',
      regions: 'F6, Shift+F6',
      leave: 'Esc',
    },
    or: ' 또는 ',
  },
  commandLine: {
    title: '명령줄 옵션',
    lead: 'procscope 프로그램은 창 없이도 쓸 수 있습니다.',
    options: [
      ['procscope info FILE', '캡처의 컴퓨터, 시각, 이벤트, 손상된 부분을 알려 줍니다.'],
      [
        'procscope export FILE',
        '모든 이벤트 또는 필터가 표시하는 이벤트를 CSV나 한 줄에 하나씩 JSON으로 씁니다.',
      ],
      [
        'procscope capture [-- PROGRAM]',
        '이 컴퓨터에서 일어나는 일이나 프로그램 하나가 하는 일을 파일이나 표준 출력에 기록합니다.',
      ],
      ['procscope serve [FILE]', '이 컴퓨터의 브라우저에서 이 프로그램의 창을 보여 줍니다.'],
      ['procscope address', '실행 중인 `procscope serve`에 연결할 주소를 알려 줍니다.'],
    ],
    more: 'procscope COMMAND --help 명령으로 각 명령의 옵션을 볼 수 있습니다.',
  },
  about: {
    title: 'Procscope 정보',
    version: (version) => `Procscope ${version}`,
    description: '어느 시스템에서나 Process Monitor처럼 쓰는 이벤트 뷰어입니다.',
    runtime: '실행 환경',
    licence: '라이선스',
    licenceText: 'MIT 라이선스, \u00a9 The Procscope developers',
    notices: '제3자',
    noticesText:
      'Fluent System Icons(MIT 라이선스, Microsoft Corporation 및 기여자)와 오픈 소스 라이브러리를 포함합니다. 라이선스 전문은 프로그램과 함께 제공됩니다.',
  },
  close: '닫기',
  broken: {
    title: '창이 멈췄습니다',
    sentence:
      '이 창에서 예기치 않은 문제가 생겼습니다. 파일은 그대로입니다. Procscope를 닫고 캡처를 다시 여세요.',
    reason: '이유',
  },
};
