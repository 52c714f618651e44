/** Configurations and filters of Process Monitor, and saved filters. Numbers come formatted, with a value for plurals. */
export interface ConfigurationMessages {
  readonly importTitle: string;
  readonly import: string;
  readonly loadTitle: string;
  readonly load: string;
  readonly showAllFiles: string;
  readonly exportTitle: string;
  readonly importFilterTitle: string;
  readonly exportFilterTitle: string;
  readonly export: string;

  /** What was imported from a file: `parts` are those below. */
  readonly imported: (name: string, parts: readonly string[]) => string;
  readonly nothingImported: (name: string) => string;
  /** Follows {@link imported}. */
  readonly partsLeft: (count: string, value: number) => string;
  readonly details: string;
  readonly notImported: (name: string, sentence: string) => string;
  readonly noFile: (sentence: string) => string;
  readonly notKept: (sentence: string) => string;

  readonly columns: (count: string, value: number) => string;
  readonly rules: (count: string, value: number) => string;
  readonly highlightRules: (count: string, value: number) => string;
  readonly defaults: string;
  readonly noRules: string;
  readonly and: (parts: readonly string[]) => string;
  readonly colors: string;
  readonly font: string;
  readonly alwaysOnTop: (isOn: boolean) => string;

  readonly reportTitle: (name: string) => string;
  readonly applied: string;
  readonly nothingApplied: string;
  readonly notApplied: string;
  readonly keptTitle: string;
  readonly keptHint: string;
  readonly unknownColumns: (count: string, value: number) => string;
  readonly unknownRules: (count: string, value: number) => string;
  readonly unknownHighlightRules: (count: string, value: number) => string;
  readonly tooManyRules: (count: string, most: string) => string;
  readonly tooManyHighlightRules: (count: string, most: string) => string;
  /** Follows what was imported of a single filter. */
  readonly furtherRules: (count: string, value: number) => string;
  readonly unreadable: (key: string) => string;
  readonly destructiveFilter: string;
  /** What settings of Process Monitor are, by their names in the file. */
  readonly keys: Readonly<Record<string, string>>;

  readonly exported: (name: string) => string;
  readonly filterExported: (filter: string, name: string) => string;
  /** Rules that are switched off, which Process Monitor's files have no place for. */
  readonly rulesLeftOut: (count: string, value: number) => string;
  readonly notExported: (name: string, sentence: string) => string;

  readonly loaded: (name: string, parts: string) => string;
  readonly hasNoFilter: (name: string) => string;
  readonly noSavedFilters: string;

  readonly saveTitle: string;
  readonly saveWhat: (contents: string) => string;
  readonly filterName: string;
  readonly save: string;
  readonly replaceQuestion: (name: string) => string;
  readonly replace: string;
  readonly nameMissing: string;
  readonly nameTaken: (name: string) => string;
  readonly tooManyFilters: (most: string) => string;
  readonly tooMuchText: string;
  readonly saved: (name: string) => string;

  readonly organizeTitle: string;
  readonly savedFilters: string;
  readonly contents: string;
  readonly rename: string;
  readonly delete: string;
  readonly importFilter: string;
  readonly exportFilter: string;
  readonly emptyTitle: string;
  readonly emptyHint: string;
  /** Rules of a filter that are switched off. */
  readonly unchecked: (count: string, value: number) => string;
}

function rules(count: string, value: number): string {
  return value === 1 ? `${count} rule` : `${count} rules`;
}

function listed(parts: readonly string[]): string {
  const [last = '', ...others] = parts.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
}

export const configurationEn: ConfigurationMessages = {
  importTitle: 'Import configuration',
  import: 'Import',
  loadTitle: 'Load filter',
  load: 'Load',
  showAllFiles: 'Show all files',
  exportTitle: 'Export configuration',
  importFilterTitle: 'Import filter',
  exportFilterTitle: 'Export filter',
  export: 'Export',

  imported: (name, parts) => `${name} was imported: ${listed(parts)}.`,
  nothingImported: (name) =>
    `${name} holds no setting that Procscope has. It is kept for the next export of the configuration.`,
  partsLeft: (count, value) =>
    value === 1 ? '1 part of it could not be applied.' : `${count} parts of it could not be applied.`,
  details: 'Details…',
  notImported: (name, sentence) => `${name} was not imported. ${sentence}`,
  noFile: (sentence) => `No file could be chosen. ${sentence}`,
  notKept: (sentence) =>
    `The configuration was applied, but its other settings could not be kept for the next export. ${sentence}`,

  columns: (count, value) => (value === 1 ? `${count} column` : `${count} columns`),
  rules: (count, value) => (value === 1 ? `${count} filter rule` : `${count} filter rules`),
  highlightRules: (count, value) => (value === 1 ? `${count} highlight rule` : `${count} highlight rules`),
  defaults: 'the default exclusions',
  noRules: 'an empty filter',
  and: listed,
  colors: 'the highlight colors',
  font: 'the font',
  alwaysOnTop: (isOn) => (isOn ? 'always on top' : 'not always on top'),

  reportTitle: (name) => `Import of ${name}`,
  applied: 'Applied',
  nothingApplied: 'Nothing: the file holds no setting that Procscope has.',
  notApplied: 'Not applied',
  keptTitle: 'Kept for the next export',
  keptHint:
    'Procscope has no such settings, or not yet. File > Export configuration writes them back unchanged.',
  unknownColumns: (count, value) =>
    value === 1
      ? '1 column that this version does not know is not shown. It stays in the file when you export.'
      : `${count} columns that this version does not know are not shown. They stay in the file when you export.`,
  unknownRules: (count, value) =>
    value === 1
      ? '1 filter rule on a column or with a relation that is not known is not in force. It stays in the file when you export.'
      : `${count} filter rules on columns or with relations that are not known are not in force. They stay in the file when you export.`,
  unknownHighlightRules: (count, value) =>
    value === 1
      ? '1 highlight rule on a column or with a relation that is not known is not in force. It stays in the file when you export.'
      : `${count} highlight rules on columns or with relations that are not known are not in force. They stay in the file when you export.`,
  tooManyRules: (count, most) =>
    `The filter stays as it was: the file has ${count} filter rules, and a filter can have ${most}.`,
  tooManyHighlightRules: (count, most) =>
    `The highlight stays as it was: the file has ${count} highlight rules, and there can be ${most}.`,
  furtherRules: (count, value) =>
    value === 1
      ? '1 further rule has a column or relation that is not known: it is kept, but not in force.'
      : `${count} further rules have columns or relations that are not known: they are kept, but not in force.`,
  unreadable: (key) => `The setting ${key} cannot be read. It stays in the file as it is.`,
  destructiveFilter:
    'Drop filtered events is on in this file. No event is dropped here; the setting stays in the file when you export.',
  keys: {
    DbgHelpPath: 'Debugging library',
    Logfile: 'Backing file',
    BoookmarkFont: 'Font of bookmarks',
    AdvancedMode: 'Advanced output',
    Autoscroll: 'Auto scroll',
    HistoryDepth: 'History depth',
    Profiling: 'Profiling events',
    ResolveAddresses: 'Resolved network addresses',
    SourcePath: 'Source path',
    SymbolPath: 'Symbol path',
    Theme: 'Theme',
    FlightRecorder: 'Flight recorder',
    RingBufferSize: 'Ring buffer, size',
    RingBufferMin: 'Ring buffer, minutes',
  },

  filterExported: (filter, name) => `The filter “${filter}” was exported to ${name}.`,
  exported: (name) => `The configuration was exported to ${name}.`,
  rulesLeftOut: (count, value) =>
    value === 1
      ? '1 rule that is unchecked is not in the file: Process Monitor’s files have no place for it.'
      : `${count} rules that are unchecked are not in the file: Process Monitor’s files have no place for them.`,
  notExported: (name, sentence) => `${name} was not written. ${sentence}`,

  loaded: (name, parts) => `The filter “${name}” was loaded: ${parts}.`,
  hasNoFilter: (name) => `${name} is a configuration without a filter that can be read.`,
  noSavedFilters: 'No saved filters',

  saveTitle: 'Save filter',
  saveWhat: (contents) => `Keeps the present filter under a name: ${contents}.`,
  filterName: 'Name',
  save: 'Save',
  replaceQuestion: (name) => `There is a filter “${name}” already. Replace it?`,
  replace: 'Replace',
  nameMissing: 'Give the filter a name.',
  nameTaken: (name) => `There is a filter “${name}” already.`,
  tooManyFilters: (most) => `No more than ${most} filters can be saved. Delete one under Organize filters.`,
  tooMuchText:
    'The saved filters have too much text together. Delete one under Organize filters, or export it to a file.',
  saved: (name) => `The filter was saved as “${name}”. Filter > Load filter has it.`,

  organizeTitle: 'Organize filters',
  savedFilters: 'Saved filters',
  contents: 'Contents',
  rename: 'Rename',
  delete: 'Delete',
  importFilter: 'Import…',
  exportFilter: 'Export…',
  emptyTitle: 'No saved filters yet',
  emptyHint: 'Filter > Save filter keeps the present one. Import reads those of Process Monitor (PMF, PMC).',
  unchecked: (count, value) => `${rules(count, value)} unchecked`,
};

export const configurationKo: ConfigurationMessages = {
  importTitle: '구성 가져오기',
  import: '가져오기',
  loadTitle: '필터 불러오기',
  load: '불러오기',
  showAllFiles: '모든 파일 표시',
  exportTitle: '구성 내보내기',
  importFilterTitle: '필터 가져오기',
  exportFilterTitle: '필터 내보내기',
  export: '내보내기',

  imported: (name, parts) => `${name} 파일을 가져왔습니다: ${parts.join(', ')}.`,
  nothingImported: (name) =>
    `${name} 파일에는 Procscope에 있는 설정이 없습니다. 다음에 구성을 내보낼 때를 위해 보관합니다.`,
  partsLeft: (count) => `적용하지 못한 부분이 ${count}개 있습니다.`,
  details: '자세히…',
  notImported: (name, sentence) => `${name} 파일을 가져오지 못했습니다. ${sentence}`,
  noFile: (sentence) => `파일을 선택할 수 없습니다. ${sentence}`,
  notKept: (sentence) =>
    `구성을 적용했지만 나머지 설정을 다음 내보내기를 위해 보관하지 못했습니다. ${sentence}`,

  columns: (count) => `열 ${count}개`,
  rules: (count) => `필터 규칙 ${count}개`,
  highlightRules: (count) => `강조 규칙 ${count}개`,
  defaults: '기본 제외',
  noRules: '빈 필터',
  and: (parts) => parts.join(', '),
  colors: '강조 표시 색',
  font: '글꼴',
  alwaysOnTop: (isOn) => (isOn ? '항상 위에 표시' : '항상 위에 표시 안 함'),

  reportTitle: (name) => `${name} 가져오기`,
  applied: '적용됨',
  nothingApplied: '없음: 파일에 Procscope에 있는 설정이 없습니다.',
  notApplied: '적용되지 않음',
  keptTitle: '다음 내보내기를 위해 보관',
  keptHint: 'Procscope에 없거나 아직 없는 설정입니다. 파일 > 구성 내보내기가 그대로 다시 씁니다.',
  unknownColumns: (count) =>
    `이 버전이 모르는 열 ${count}개는 표시되지 않습니다. 내보낼 때 파일에 그대로 남습니다.`,
  unknownRules: (count) =>
    `알 수 없는 열이나 관계를 쓰는 필터 규칙 ${count}개는 적용되지 않습니다. 내보낼 때 파일에 그대로 남습니다.`,
  unknownHighlightRules: (count) =>
    `알 수 없는 열이나 관계를 쓰는 강조 규칙 ${count}개는 적용되지 않습니다. 내보낼 때 파일에 그대로 남습니다.`,
  tooManyRules: (count, most) =>
    `필터를 바꾸지 않았습니다. 파일에 필터 규칙이 ${count}개 있고, 필터에는 ${most}개까지 둘 수 있습니다.`,
  tooManyHighlightRules: (count, most) =>
    `강조 표시를 바꾸지 않았습니다. 파일에 강조 규칙이 ${count}개 있고, ${most}개까지 둘 수 있습니다.`,
  furtherRules: (count) =>
    `알 수 없는 열이나 관계를 쓰는 규칙이 ${count}개 더 있습니다. 보관하지만 적용하지 않습니다.`,
  unreadable: (key) => `${key} 설정을 읽을 수 없습니다. 파일에 그대로 남습니다.`,
  destructiveFilter:
    '이 파일에는 필터링된 이벤트 삭제가 켜져 있습니다. 여기서는 이벤트를 삭제하지 않으며, 설정은 내보낼 때 파일에 그대로 남습니다.',
  keys: {
    DbgHelpPath: '디버깅 라이브러리',
    Logfile: '백업 파일',
    BoookmarkFont: '책갈피 글꼴',
    AdvancedMode: '고급 출력',
    Autoscroll: '자동 스크롤',
    HistoryDepth: '기록 깊이',
    Profiling: '프로파일링 이벤트',
    ResolveAddresses: '네트워크 주소 이름 표시',
    SourcePath: '원본 경로',
    SymbolPath: '기호 경로',
    Theme: '테마',
    FlightRecorder: '플라이트 레코더',
    RingBufferSize: '링 버퍼 크기',
    RingBufferMin: '링 버퍼 시간(분)',
  },

  filterExported: (filter, name) => `“${filter}” 필터를 ${name} 파일로 내보냈습니다.`,
  exported: (name) => `구성을 ${name} 파일로 내보냈습니다.`,
  rulesLeftOut: (count) =>
    `선택 해제된 규칙 ${count}개는 파일에 없습니다. Process Monitor 파일에는 이를 적을 자리가 없습니다.`,
  notExported: (name, sentence) => `${name} 파일을 쓰지 못했습니다. ${sentence}`,

  loaded: (name, parts) => `“${name}” 필터를 불러왔습니다: ${parts}.`,
  hasNoFilter: (name) => `${name} 파일은 읽을 수 있는 필터가 없는 구성입니다.`,
  noSavedFilters: '저장된 필터 없음',

  saveTitle: '필터 저장',
  saveWhat: (contents) => `현재 필터를 이름을 붙여 보관합니다: ${contents}.`,
  filterName: '이름',
  save: '저장',
  replaceQuestion: (name) => `“${name}” 필터가 이미 있습니다. 바꾸시겠습니까?`,
  replace: '바꾸기',
  nameMissing: '필터의 이름을 입력하세요.',
  nameTaken: (name) => `“${name}” 필터가 이미 있습니다.`,
  tooManyFilters: (most) => `필터는 ${most}개까지 저장할 수 있습니다. 필터 관리에서 하나를 삭제하세요.`,
  tooMuchText: '저장된 필터의 텍스트가 너무 많습니다. 필터 관리에서 하나를 삭제하거나 파일로 내보내세요.',
  saved: (name) => `필터를 “${name}”(으)로 저장했습니다. 필터 > 필터 불러오기에 있습니다.`,

  organizeTitle: '필터 관리',
  savedFilters: '저장된 필터',
  contents: '내용',
  rename: '이름 바꾸기',
  delete: '삭제',
  importFilter: '가져오기…',
  exportFilter: '내보내기…',
  emptyTitle: '저장된 필터가 없습니다',
  emptyHint:
    '필터 > 필터 저장이 현재 필터를 보관합니다. 가져오기는 Process Monitor의 필터(PMF, PMC)를 읽습니다.',
  unchecked: (count) => `선택 해제 ${count}개`,
};
