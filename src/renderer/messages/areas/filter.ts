import type { ColumnName } from '../../../shared/columns.ts';
import type { Relation, RuleAction } from '../../../shared/filter/filter-rule.ts';

/** Parts of a chip in the filter bar. */
export type ChipPart = 'action' | 'column' | 'values';

/** Filter bar, filter dialog, Select Columns and dialogs in general. Numbers come formatted. */
export interface FilterMessages {
  /** The button that closes a dialog. */
  readonly close: string;
  readonly ok: string;
  readonly cancel: string;
  readonly apply: string;

  /** Names of all columns, as headers and rules have them. */
  readonly columnNames: Readonly<Record<ColumnName, string>>;
  readonly relations: Readonly<Record<Relation, string>>;
  readonly actions: Readonly<Record<RuleAction, string>>;
  /** What is compared with a column, where `is` needs no word: `a.exe`, `contains \Cache\`. */
  readonly comparison: (relation: Relation, value: string) => string;
  /** A value without a text. */
  readonly emptyValue: string;
  /** `a, b or c`; `others` more are not named. */
  readonly anyOf: (texts: readonly string[], others: number) => string;
  /** `a, b +2` in a chip. */
  readonly chipValues: (texts: readonly string[], others: number) => string;

  readonly filterBar: string;
  readonly chipOrder: readonly ChipPart[];
  readonly editChip: (chip: string) => string;
  readonly removeChip: (chip: string) => string;
  readonly moreChips: (count: string) => string;
  readonly defaultsOn: (count: string) => string;
  readonly defaultsOff: string;
  readonly defaultsHint: string;
  readonly switchDefaultsOff: string;
  readonly switchDefaultsOn: string;
  readonly addRule: string;
  readonly undo: string;
  readonly editFilter: string;

  readonly title: string;
  readonly newRule: string;
  readonly column: string;
  readonly relation: string;
  readonly value: string;
  readonly action: string;
  readonly matches: string;
  readonly enabled: string;
  readonly showValues: string;
  readonly valuesCut: (count: string) => string;
  readonly noValues: string;
  readonly rules: string;
  readonly noRules: string;
  readonly defaults: string;
  readonly defaultsWhat: (count: string) => string;
  readonly remove: string;
  readonly duplicate: string;
  readonly edit: string;
  readonly moveUp: string;
  readonly moveDown: string;
  readonly reset: string;
  readonly hides: string;
  readonly requires: string;
  readonly nothing: string;
  readonly theDefaults: string;
  /** Before, the number that matters, after. */
  readonly wouldShow: (shown: string, total: string) => readonly [string, string, string];
  readonly counting: string;
  readonly notCounted: string;

  readonly valueMissing: string;
  readonly valueNoNumber: (column: string) => string;
  readonly valueNoTime: (column: string, example: string) => string;
  readonly valueTooLong: (most: string) => string;
  readonly notAdded: string;
  readonly tooManyRules: (most: string) => string;
  readonly notApplied: (sentence: string) => string;

  readonly selectColumns: {
    readonly title: string;
    readonly find: string;
    readonly noColumn: string;
    readonly application: string;
    readonly event: string;
    readonly process: string;
    /** Columns whose header is an abbreviation. */
    readonly fullNames: Readonly<Partial<Record<ColumnName, string>>>;
    readonly shown: string;
    readonly width: (pixels: string) => string;
    readonly automaticWidth: string;
    readonly up: string;
    readonly down: string;
    readonly defaults: string;
    readonly count: (shown: string, all: string) => string;
    readonly needsOne: string;
  };
}

const COLUMNS_EN: FilterMessages['columnNames'] = {
  timeOfDay: 'Time of Day',
  processName: 'Process Name',
  pid: 'PID',
  operation: 'Operation',
  path: 'Path',
  result: 'Result',
  detail: 'Detail',
  dateAndTime: 'Date & Time',
  relativeTime: 'Relative Time',
  duration: 'Duration',
  completionTime: 'Completion Time',
  eventClass: 'Event Class',
  sequence: 'Sequence',
  imagePath: 'Image Path',
  company: 'Company',
  description: 'Description',
  version: 'Version',
  user: 'User',
  authenticationId: 'Authentication ID',
  session: 'Session',
  commandLine: 'Command Line',
  tid: 'TID',
  virtualized: 'Virtualized',
  integrity: 'Integrity',
  category: 'Category',
  parentPid: 'Parent PID',
  architecture: 'Architecture',
};

const COLUMNS_KO: FilterMessages['columnNames'] = {
  timeOfDay: '시각',
  processName: '프로세스 이름',
  pid: 'PID',
  operation: '작업',
  path: '경로',
  result: '결과',
  detail: '세부 정보',
  dateAndTime: '날짜와 시각',
  relativeTime: '상대 시간',
  duration: '소요 시간',
  completionTime: '완료 시각',
  eventClass: '이벤트 종류',
  sequence: '순번',
  imagePath: '이미지 경로',
  company: '회사',
  description: '설명',
  version: '버전',
  user: '사용자',
  authenticationId: '인증 ID',
  session: '세션',
  commandLine: '명령줄',
  tid: 'TID',
  virtualized: '가상화',
  integrity: '무결성',
  category: '범주',
  parentPid: '부모 PID',
  architecture: '아키텍처',
};

const RELATIONS_KO: FilterMessages['relations'] = {
  is: '같음',
  'is not': '같지 않음',
  'less than': '보다 작음',
  'more than': '보다 큼',
  'begins with': '(으)로 시작',
  'ends with': '(으)로 끝남',
  // Not the word for the action Include, which may stand beside it.
  contains: '들어 있음',
  excludes: '들어 있지 않음',
};

export const filterEn: FilterMessages = {
  close: 'Close',
  ok: 'OK',
  cancel: 'Cancel',
  apply: 'Apply',

  columnNames: COLUMNS_EN,
  relations: {
    is: 'is',
    'is not': 'is not',
    'less than': 'less than',
    'more than': 'more than',
    'begins with': 'begins with',
    'ends with': 'ends with',
    contains: 'contains',
    excludes: 'excludes',
  },
  actions: { Include: 'Include', Exclude: 'Exclude' },
  comparison: (relation, value) => (relation === 'is' ? value : `${relation} ${value}`),
  emptyValue: '(empty)',
  anyOf: (texts, others) => {
    if (others > 0) return `${texts.join(', ')} or ${others === 1 ? 'one other' : `${others} others`}`;
    return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`;
  },
  chipValues: (texts, others) => (others === 0 ? texts.join(', ') : `${texts.join(', ')} +${others}`),

  filterBar: 'Active filter',
  chipOrder: ['action', 'column', 'values'],
  editChip: (chip) => `${chip}. Edit this rule`,
  removeChip: (chip) => `Remove: ${chip}`,
  moreChips: (count) => `+${count} more`,
  defaultsOn: (count) => `${count} default exclusions`,
  defaultsOff: 'Default exclusions off',
  defaultsHint: 'Rules that hide the monitoring tools and what the system does for itself',
  switchDefaultsOff: 'Switch the default exclusions off',
  switchDefaultsOn: 'Switch the default exclusions on',
  addRule: 'Add rule',
  undo: 'Undo',
  editFilter: 'Edit filter…',

  title: 'Filter',
  newRule: 'New rule',
  column: 'Column',
  relation: 'Relation',
  value: 'Value',
  action: 'Action',
  matches: 'Matches',
  enabled: 'Enabled',
  showValues: 'Show the values in the capture',
  valuesCut: (count) => `The ${count} most frequent; type to find others.`,
  noValues: 'No value in the capture contains this.',
  rules: 'Rules',
  noRules: 'No rules of your own. Fill in the fields above and press Enter.',
  defaults: 'Default exclusions',
  defaultsWhat: (count) =>
    `${count} rules: monitors, raw IRP and Fast I/O names, paging files, NTFS metadata`,
  remove: 'Remove',
  duplicate: 'Duplicate',
  edit: 'Edit',
  moveUp: 'Move up',
  moveDown: 'Move down',
  reset: 'Reset',
  hides: 'Hides',
  requires: 'Requires',
  nothing: 'nothing',
  theDefaults: 'the default exclusions',
  wouldShow: (shown, total) => ['Would show ', shown, ` of ${total} events`],
  counting: 'Counting events',
  notCounted: 'The events could not be counted',

  valueMissing: 'Type a value, or choose one from the list.',
  valueNoNumber: (column) => `${column} is compared as a number: type one, such as 420 or 0x1A4.`,
  valueNoTime: (column, example) => `${column} is compared as a time: type one, such as ${example}.`,
  valueTooLong: (most) => `The value is too long: at most ${most} characters can be compared.`,
  notAdded: 'This rule is not in the filter yet: Enter adds it, OK once more leaves it out.',
  tooManyRules: (most) => `A filter holds at most ${most} rules: remove some first.`,
  notApplied: (sentence) => `The filter was not changed. ${sentence}`,

  selectColumns: {
    title: 'Select columns',
    find: 'Find a column',
    noColumn: 'No column has this in its name.',
    application: 'Application details',
    event: 'Event details',
    process: 'Process management',
    fullNames: { pid: 'Process ID', tid: 'Thread ID' },
    shown: 'Shown, from left to right',
    width: (pixels) => `${pixels} px`,
    automaticWidth: 'auto',
    up: 'Up',
    down: 'Down',
    defaults: 'Defaults',
    count: (shown, all) => `${shown} of ${all} columns shown`,
    needsOne: 'Choose at least one column.',
  },
};

export const filterKo: FilterMessages = {
  close: '닫기',
  ok: '확인',
  cancel: '취소',
  apply: '적용',

  columnNames: COLUMNS_KO,
  relations: RELATIONS_KO,
  actions: { Include: '포함', Exclude: '제외' },
  comparison: (relation, value) => {
    if (relation === 'is') return value;
    const words = RELATIONS_KO[relation];
    // Particles follow the value without a space.
    return words.startsWith('(') || words.startsWith('보다') ? `${value}${words}` : `${value} ${words}`;
  },
  emptyValue: '(비어 있음)',
  anyOf: (texts, others) => {
    if (others > 0) return `${texts.join(', ')} 또는 그 밖의 ${others}개`;
    return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} 또는 ${texts.at(-1) ?? ''}`;
  },
  chipValues: (texts, others) => (others === 0 ? texts.join(', ') : `${texts.join(', ')} +${others}`),

  filterBar: '사용 중인 필터',
  chipOrder: ['column', 'values', 'action'],
  editChip: (chip) => `${chip}. 이 규칙 편집`,
  removeChip: (chip) => `제거: ${chip}`,
  moreChips: (count) => `+${count}개 더`,
  defaultsOn: (count) => `기본 제외 ${count}개`,
  defaultsOff: '기본 제외 꺼짐',
  defaultsHint: '모니터링 도구와 시스템 내부 작업을 숨기는 규칙',
  switchDefaultsOff: '기본 제외 끄기',
  switchDefaultsOn: '기본 제외 켜기',
  addRule: '규칙 추가',
  undo: '실행 취소',
  editFilter: '필터 편집…',

  title: '필터',
  newRule: '새 규칙',
  column: '열',
  relation: '관계',
  value: '값',
  action: '동작',
  matches: '일치',
  enabled: '사용',
  showValues: '캡처에 있는 값 보기',
  valuesCut: (count) => `가장 많은 ${count}개입니다. 다른 값은 입력해서 찾으세요.`,
  noValues: '캡처에 이 글자가 들어 있는 값이 없습니다.',
  rules: '규칙',
  noRules: '추가한 규칙이 없습니다. 위 칸을 채우고 Enter를 누르세요.',
  defaults: '기본 제외',
  defaultsWhat: (count) =>
    `규칙 ${count}개: 모니터링 도구, IRP 및 Fast I/O 원래 이름, 페이징 파일, NTFS 메타데이터`,
  remove: '제거',
  duplicate: '복제',
  edit: '편집',
  moveUp: '위로 이동',
  moveDown: '아래로 이동',
  reset: '초기화',
  hides: '숨김',
  requires: '필요 조건',
  nothing: '없음',
  theDefaults: '기본 제외',
  wouldShow: (shown, total) => [`이벤트 ${total}개 중 `, shown, '개 표시 예정'],
  counting: '이벤트를 세는 중',
  notCounted: '이벤트를 세지 못했습니다',

  valueMissing: '값을 입력하거나 목록에서 고르세요.',
  valueNoNumber: (column) => `${column} 열은 숫자로 비교합니다. 420이나 0x1A4 같은 숫자를 입력하세요.`,
  valueNoTime: (column, example) => `${column} 열은 시간으로 비교합니다. ${example} 같은 시간을 입력하세요.`,
  valueTooLong: (most) => `값이 너무 깁니다. ${most}자까지 비교할 수 있습니다.`,
  notAdded: '이 규칙은 아직 필터에 없습니다. Enter를 누르면 추가되고 확인을 다시 누르면 버려집니다.',
  tooManyRules: (most) => `필터에는 규칙을 ${most}개까지 둘 수 있습니다. 먼저 일부를 제거하세요.`,
  notApplied: (sentence) => `필터를 바꾸지 못했습니다. ${sentence}`,

  selectColumns: {
    title: '열 선택',
    find: '열 찾기',
    noColumn: '이름에 이 글자가 들어 있는 열이 없습니다.',
    application: '응용 프로그램 정보',
    event: '이벤트 정보',
    process: '프로세스 관리',
    fullNames: { pid: '프로세스 ID(PID)', tid: '스레드 ID(TID)', parentPid: '부모 프로세스 ID' },
    shown: '왼쪽부터 표시되는 순서',
    width: (pixels) => `${pixels}px`,
    automaticWidth: '자동',
    up: '위로',
    down: '아래로',
    defaults: '기본값',
    count: (shown, all) => `열 ${all}개 중 ${shown}개 표시`,
    needsOne: '열을 하나 이상 고르세요.',
  },
};
