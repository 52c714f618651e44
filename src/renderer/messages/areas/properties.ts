/** Names of what the properties list. */
export type PropertyName =
  | 'dateAndTime'
  | 'relativeTime'
  | 'duration'
  | 'thread'
  | 'class'
  | 'operation'
  | 'result'
  | 'path'
  | 'kernelPath'
  | 'hostName'
  | 'description'
  | 'company'
  | 'name'
  | 'version'
  | 'commandLine'
  | 'pid'
  | 'parentPid'
  | 'session'
  | 'user'
  | 'authenticationId'
  | 'started'
  | 'ended'
  | 'architecture'
  | 'virtualized'
  | 'integrity'
  | 'group'
  | 'loginUser'
  | 'directory'
  | 'cgroup'
  | 'container'
  | 'capabilities'
  | 'namespaces'
  | 'innerPid'
  | 'exit';

export type ModuleColumn = 'module' | 'address' | 'size' | 'version' | 'path' | 'company' | 'timestamp';
export type StackColumn = 'frame' | 'mode' | 'module' | 'location' | 'address' | 'path';

/** Event Properties and the process card. */
export interface PropertiesMessages {
  /** The window's title; `number` is that of the event's row, absent while the list does not show it. */
  readonly title: (number: string | undefined, operation: string) => string;
  readonly loading: string;
  readonly tabList: string;
  readonly tabs: Readonly<Record<'event' | 'process' | 'stack', string>>;
  readonly names: Readonly<Record<PropertyName, string>>;
  /** A duration, with its unit. */
  readonly seconds: (text: string) => string;
  /** In place of the duration and result of an operation that had not ended. */
  readonly pending: string;
  readonly parentNotInCapture: string;
  readonly stillRunning: string;
  readonly startUnknown: string;
  /** Notes beside values of processes of Linux. */
  readonly commandCut: string;
  readonly imageDeleted: string;
  readonly kernelThread: string;
  readonly detail: string;
  /** The names of a network event's addresses. */
  readonly askNames: string;
  readonly askingNames: string;
  readonly noName: (end: string) => string;
  /** The bytes of an event, and why they are shown. */
  readonly raw: string;
  readonly rawReasons: Readonly<Record<'unknown' | 'unproven', string>>;
  /** The reason for events in a newer version than is known. */
  readonly rawNewer: (version: string, known: string) => string;
  readonly rawBlocks: Readonly<Record<'payload' | 'extra' | 'newer' | 'newerExtra', string>>;
  readonly rawSize: (count: string, value: number) => string;
  readonly rawRest: (count: string) => string;
  readonly modules: string;
  readonly moduleColumns: Readonly<Record<ModuleColumn, string>>;
  readonly noModules: string;
  readonly stack: string;
  readonly stackColumns: Readonly<Record<StackColumn, string>>;
  readonly kernel: string;
  readonly userMode: string;
  readonly unknownModule: string;
  readonly frames: (count: string, value: number) => string;
  readonly noStack: string;
  readonly previous: string;
  readonly next: string;
  readonly previousHighlighted: string;
  readonly nextHighlighted: string;
  readonly highlightedOnly: string;
  readonly highlightedOnlyHint: string;
  readonly follow: string;
  readonly followHint: string;
  readonly copyAll: string;
  /** What became of the last wish. */
  readonly said: Readonly<Record<'copied' | 'searching' | 'no-next' | 'no-previous', string>>;
  readonly close: string;
  readonly ownerAway: string;
  readonly otherCapture: string;
  readonly engineLost: string;
  readonly failed: (sentence: string) => string;
  readonly badAddress: string;
  readonly copyFailed: string;
  readonly popupBlocked: string;
}

export const propertiesEn: PropertiesMessages = {
  title: (number, operation) =>
    number === undefined ? `Event: ${operation}` : `Event ${number}: ${operation}`,
  loading: 'Event Properties',
  tabList: 'Event properties',
  tabs: { event: 'Event', process: 'Process', stack: 'Stack' },
  names: {
    dateAndTime: 'Date and time',
    relativeTime: 'Relative time',
    duration: 'Duration',
    thread: 'Thread',
    class: 'Class',
    operation: 'Operation',
    result: 'Result',
    path: 'Path',
    kernelPath: 'Kernel path',
    hostName: 'Name',
    description: 'Description',
    company: 'Company',
    name: 'Name',
    version: 'Version',
    commandLine: 'Command line',
    pid: 'PID',
    parentPid: 'Parent PID',
    session: 'Session',
    user: 'User',
    authenticationId: 'Authentication ID',
    started: 'Started',
    ended: 'Ended',
    architecture: 'Architecture',
    virtualized: 'Virtualized',
    integrity: 'Integrity',
    group: 'Group',
    loginUser: 'Logged in as',
    directory: 'Directory',
    cgroup: 'Control group',
    container: 'Container',
    capabilities: 'Capabilities',
    namespaces: 'Namespaces',
    innerPid: 'PID in container',
    exit: 'Exit status',
  },
  seconds: (text) => `${text} s`,
  pending: 'not completed',
  parentNotInCapture: 'not in capture',
  stillRunning: 'running at the end',
  startUnknown: 'not known',
  commandCut: 'longer than what was recorded',
  imageDeleted: 'deleted',
  kernelThread: 'kernel thread',
  askNames: 'Look up names of the addresses',
  askingNames: 'Asking name servers…',
  noName: (end) => `nobody knows a name of ${end}`,
  detail: 'Detail',
  raw: 'Raw data',
  rawReasons: {
    unknown: 'not decoded, or not all of it',
    unproven: 'name and details were not compared with those of Process Monitor',
  },
  rawNewer: (version, known) =>
    `version ${version} of the event, newer than ${known}, the last one known: what is new in it is not decoded`,
  rawBlocks: {
    payload: 'Event',
    extra: 'Returned',
    newer: 'Event, behind the known fields',
    newerExtra: 'Returned, behind the known fields',
  },
  rawSize: (count, value) => (value === 1 ? `${count} byte` : `${count} bytes`),
  rawRest: (count) => `${count} more bytes are not shown.`,
  modules: 'Modules',
  moduleColumns: {
    module: 'Module',
    address: 'Address',
    size: 'Size',
    version: 'Version',
    path: 'Path',
    company: 'Company',
    timestamp: 'Timestamp',
  },
  noModules: 'The capture has no modules of this process.',
  stack: 'Stack',
  stackColumns: {
    frame: '#',
    mode: 'Mode',
    module: 'Module',
    location: 'Location',
    address: 'Address',
    path: 'Path',
  },
  kernel: 'Kernel',
  userMode: 'User',
  unknownModule: '<unknown>',
  frames: (count, value) => (value === 1 ? `${count} frame` : `${count} frames, innermost first`),
  noStack: 'No stack was captured with this event.',
  previous: 'Previous event',
  next: 'Next event',
  previousHighlighted: 'Previous highlighted event',
  nextHighlighted: 'Next highlighted event',
  highlightedOnly: 'Next highlighted only',
  highlightedOnlyHint:
    'Previous and next go from one highlighted event to another, as F4 and Shift+F4 always do',
  follow: 'Follow selection',
  followHint: 'Show each event that is selected in the list',
  copyAll: 'Copy all',
  said: {
    copied: 'Copied.',
    searching: 'Searching\u2026',
    'no-next': 'No highlighted event follows',
    'no-previous': 'No highlighted event before',
  },
  close: 'Close',
  ownerAway: 'The window with the list is gone: previous and next lead nowhere.',
  otherCapture: 'The capture of this event is not open any more: this window keeps what it shows of it.',
  engineLost:
    'The engine has stopped: this window keeps what it shows. Close Procscope and open the file again.',
  failed: (sentence) => `The event cannot be shown. ${sentence}`,
  badAddress:
    'The address of this window does not name an event. Close it and open the properties from the list.',
  copyFailed: 'The text could not be put on the clipboard. Select it and press Ctrl+C.',
  popupBlocked:
    'The browser has blocked the window with the properties. Allow pop-up windows for this page, then try again.',
};

export const propertiesKo: PropertiesMessages = {
  title: (number, operation) =>
    number === undefined ? `이벤트: ${operation}` : `이벤트 ${number}: ${operation}`,
  loading: '이벤트 속성',
  tabList: '이벤트 속성',
  tabs: { event: '이벤트', process: '프로세스', stack: '스택' },
  names: {
    dateAndTime: '날짜 및 시간',
    relativeTime: '상대 시간',
    duration: '소요 시간',
    thread: '스레드',
    class: '클래스',
    operation: '작업',
    result: '결과',
    path: '경로',
    kernelPath: '커널 경로',
    hostName: '이름',
    description: '설명',
    company: '회사',
    name: '이름',
    version: '버전',
    commandLine: '명령줄',
    pid: 'PID',
    parentPid: '부모 PID',
    session: '세션',
    user: '사용자',
    authenticationId: '인증 ID',
    started: '시작',
    ended: '종료',
    architecture: '아키텍처',
    virtualized: '가상화',
    integrity: '무결성',
    group: '그룹',
    loginUser: '로그인 사용자',
    directory: '디렉터리',
    cgroup: '제어 그룹',
    container: '컨테이너',
    capabilities: '권한(capabilities)',
    namespaces: '네임스페이스',
    innerPid: '컨테이너 안 PID',
    exit: '종료 상태',
  },
  seconds: (text) => `${text}초`,
  pending: '완료되지 않음',
  parentNotInCapture: '캡처에 없음',
  stillRunning: '끝까지 실행 중',
  startUnknown: '알 수 없음',
  commandCut: '기록된 것보다 김',
  imageDeleted: '삭제됨',
  kernelThread: '커널 스레드',
  askNames: '주소의 이름 찾기',
  askingNames: '이름 서버에 묻는 중…',
  noName: (end) => `${end}의 이름을 알 수 없음`,
  detail: '세부 정보',
  raw: '원시 데이터',
  rawReasons: {
    unknown: '전부 또는 일부가 해석되지 않음',
    unproven: '이름과 세부 정보가 Process Monitor의 것과 비교되지 않았음',
  },
  rawNewer: (version, known) =>
    `이벤트 버전 ${version}: 알려진 마지막 버전 ${known}보다 새로운 것이며 새 내용은 해석되지 않음`,
  rawBlocks: {
    payload: '이벤트',
    extra: '반환값',
    newer: '이벤트, 알려진 필드 뒤',
    newerExtra: '반환값, 알려진 필드 뒤',
  },
  rawSize: (count) => `${count}바이트`,
  rawRest: (count) => `나머지 ${count}바이트는 표시하지 않습니다.`,
  modules: '모듈',
  moduleColumns: {
    module: '모듈',
    address: '주소',
    size: '크기',
    version: '버전',
    path: '경로',
    company: '회사',
    timestamp: '타임스탬프',
  },
  noModules: '캡처에 이 프로세스의 모듈이 없습니다.',
  stack: '스택',
  stackColumns: {
    frame: '#',
    mode: '모드',
    module: '모듈',
    location: '위치',
    address: '주소',
    path: '경로',
  },
  kernel: '커널',
  userMode: '사용자',
  unknownModule: '<unknown>',
  frames: (count) => `프레임 ${count}개, 가장 안쪽부터`,
  noStack: '이 이벤트와 함께 캡처된 스택이 없습니다.',
  previous: '이전 이벤트',
  next: '다음 이벤트',
  previousHighlighted: '이전 강조 이벤트',
  nextHighlighted: '다음 강조 이벤트',
  highlightedOnly: '강조된 것만',
  highlightedOnlyHint: 'F4와 Shift+F4처럼 강조된 이벤트 사이로만 이동합니다',
  follow: '선택 따라가기',
  followHint: '목록에서 선택하는 이벤트를 보여 줍니다',
  copyAll: '모두 복사',
  said: {
    copied: '복사했습니다.',
    searching: '찾는 중\u2026',
    'no-next': '뒤에 강조된 이벤트 없음',
    'no-previous': '앞에 강조된 이벤트 없음',
  },
  close: '닫기',
  ownerAway: '목록이 있는 창이 닫혀 이전 또는 다음 이벤트로 갈 수 없습니다.',
  otherCapture: '이 이벤트의 캡처가 더 이상 열려 있지 않습니다. 이 창은 내용을 그대로 보여 줍니다.',
  engineLost:
    '엔진이 중지되었습니다. 이 창은 내용을 그대로 보여 줍니다. Procscope를 닫고 파일을 다시 여세요.',
  failed: (sentence) => `이벤트를 표시할 수 없습니다. ${sentence}`,
  badAddress: '이 창의 주소에 이벤트가 없습니다. 창을 닫고 목록에서 속성을 여세요.',
  copyFailed: '텍스트를 클립보드에 넣지 못했습니다. 텍스트를 선택하고 Ctrl+C를 누르세요.',
  popupBlocked: '브라우저가 속성 창을 차단했습니다. 이 페이지의 팝업 창을 허용한 다음 다시 시도하세요.',
};
