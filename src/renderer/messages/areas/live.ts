import type { LIVE_COMMANDS } from '../../commands/live-commands.ts';

/** Menu texts of the commands that record events, as {@link CommandMessages} has them. */
type LiveCommandTexts = Readonly<Record<keyof typeof LIVE_COMMANDS, string>>;

/** Live capture: starting and stopping it, its limits, its state, and what went wrong. */
export interface LiveMessages {
  /** What a capture is called that nobody has given a file. */
  readonly name: string;
  readonly capturing: string;
  readonly stopped: string;
  readonly starting: string;
  /** While the system asks its user for a password. */
  readonly startingAsks: string;
  readonly rate: (count: string) => string;
  readonly lost: (count: string) => string;
  readonly dropped: (count: string) => string;
  readonly disk: (size: string) => string;
  /** Before and behind the bar that shows how full the history is. */
  readonly historyOf: (most: string) => readonly [string, string];
  readonly programRuns: (pid: number) => string;
  readonly programEnded: (status: number) => string;
  readonly noEventsYet: string;

  /** The strip that says that the list stands still: the number that matters, what follows. */
  readonly newEvents: (count: string, value: number) => readonly [string, string];
  readonly follow: string;

  /** The row that stands for lost events. `when` is undefined where the times around it are not known. */
  readonly lostRow: (
    count: string | undefined,
    value: number,
    when: readonly [from: string, to: string] | undefined,
  ) => string;
  /** Why events were lost and what helps; undefined for reasons that are not known. */
  readonly lossCause: (cause: string) => string | undefined;

  readonly notStarted: (sentence: string) => string;
  readonly failed: (sentence: string) => string;
  readonly failedAction: (sentence: string) => string;
  readonly captureAgain: string;
  readonly tryAgain: string;
  readonly launchInstead: string;
  /** Around what is wrong with the file that a capture is written to. */
  readonly fileFailed: (sentence: string) => string;
  readonly eventsLost: string;
  readonly dropIsOn: string;
  readonly keepAll: string;

  readonly start: {
    readonly lead: string;
    readonly captureName: string;
    readonly captureHint: string;
    readonly captureHintAsks: string;
    readonly launchName: string;
    readonly launchHint: string;
    readonly launchHintWithout: string;
    readonly sampleName: string;
    readonly sampleHint: string;
    /** Of a server whose pages may not record. */
    readonly serverNote: string;
  };

  readonly history: {
    readonly title: string;
    readonly sentence: string;
    readonly events: string;
    readonly memory: string;
    readonly disk: string;
    readonly minutes: string;
    readonly units: Readonly<Record<'events' | 'memory' | 'disk' | 'minutes', string>>;
    readonly memoryHint: string;
    readonly wrong: (least: string, most: string) => string;
  };

  readonly backing: {
    readonly title: string;
    readonly sentence: string;
    readonly label: string;
    readonly own: string;
    readonly ownHint: string;
    readonly chosen: string;
    readonly chosenHint: string;
    readonly noFile: string;
    readonly choose: string;
    readonly runs: string;
    readonly missing: string;
    readonly suggested: string;
    readonly take: string;
  };

  readonly launch: {
    readonly title: string;
    readonly program: string;
    readonly noProgram: string;
    readonly choose: string;
    readonly arguments: string;
    readonly argumentsHint: string;
    readonly environment: string;
    readonly environmentHint: string;
    readonly directory: string;
    readonly noDirectory: string;
    readonly noDirectoryBrowser: string;
    readonly clearDirectory: string;
    readonly withoutPrivileges: string;
    readonly withoutPrivilegesCosts: string;
    readonly run: string;
    readonly programMissing: string;
    readonly environmentWrong: (line: string) => string;
    readonly chooseProgramTitle: string;
    readonly chooseDirectoryTitle: string;
    readonly takeDirectory: string;
    readonly notAProgram: string;
  };
}

function events(count: string, value: number): string {
  return value === 1 ? `${count} event` : `${count} events`;
}

export const liveCommandsEn: LiveCommandTexts = {
  'file.capture': 'Ca&pture events',
  'file.launch': '&Launch and capture\u2026',
  'file.backing': '&Backing file\u2026',
  'edit.auto-scroll': 'Auto sc&roll',
  'edit.clear': 'Clear &display',
  'filter.drop': 'Drop fil&tered events',
  'options.history-depth': 'History &depth\u2026',
  'options.call-stacks': 'Capture call stac&ks',
};

export const liveEn: LiveMessages = {
  name: 'Live capture',
  capturing: 'Capturing',
  stopped: 'Capture stopped',
  starting: 'Starting the capture',
  startingAsks: 'Waiting for permission to capture',
  rate: (count) => `${count} events/s`,
  lost: (count) => `${count} lost`,
  dropped: (count) => `${count} dropped`,
  disk: (size) => `Disk ${size}`,
  historyOf: (most) => ['History', `of ${most} events`],
  programRuns: (pid) => `Program runs, PID ${pid}`,
  programEnded: (status) => `Program ended with ${status}`,
  noEventsYet: 'Capturing. Nothing has happened yet that would be shown.',

  newEvents: (count, value) => [
    value === 1 ? `${count} new event` : `${count} new events`,
    'The list stands still because you scrolled up or selected an event.',
  ],
  follow: 'Follow again',

  lostRow: (count, value, when) => {
    const what = count === undefined ? 'Events were lost here' : `${events(count, value)} lost here`;
    return when === undefined ? what : `${what}, between ${when[0]} and ${when[1]}`;
  },
  lossCause: () => undefined,

  notStarted: (sentence) => `Nothing is captured. ${sentence}`,
  failed: (sentence) => `The capture has stopped. ${sentence}`,
  failedAction: (sentence) => `This was not done. ${sentence}`,
  captureAgain: 'Capture again',
  tryAgain: 'Try again',
  launchInstead: 'Capture one program\u2026',
  // The engine's own sentence says how it goes on.
  fileFailed: (sentence) => sentence,
  eventsLost:
    'Events were lost: more happened than could be recorded. Rows in the list say where, how many and why.',
  dropIsOn:
    'Drop filtered events is on: events that the filter hides are not recorded and cannot be brought back.',
  keepAll: 'Record all events',

  start: {
    lead: 'Capture what programs do on this computer, or open a capture from any machine.',
    captureName: 'Start a capture',
    captureHint: 'Every process on this computer.',
    captureHintAsks:
      'Every process on this computer. Asks for permission for the capture helper; the viewer stays unprivileged.',
    launchName: 'Capture one program',
    launchHint: 'Start a program and record it and what it starts, from the first instruction on.',
    launchHintWithout:
      'Start a program and record it and what it starts, from the first instruction on. Needs no permission.',
    sampleName: 'Open the sample',
    sampleHint: 'A small capture of a Linux machine: shell commands, a server, and calls that fail.',
    serverNote: 'Pages of this server record nothing. To let them, start it with: procscope serve --capture',
  },

  history: {
    title: 'History depth',
    sentence: 'How much of a live capture is kept. Beyond any of these bounds the oldest events go first.',
    events: 'Events',
    memory: 'Memory',
    disk: 'Disk',
    minutes: 'Time',
    units: { events: 'million events', memory: 'MB', disk: 'MB', minutes: 'minutes' },
    memoryHint: 'Memory drops no event: what does not fit is read back from the capture\u2019s file.',
    wrong: (least, most) => `Enter a number from ${least} to ${most}.`,
  },

  backing: {
    title: 'Backing file',
    sentence: 'Where the next capture is written while it runs.',
    label: 'Write to',
    own: 'A file of this session',
    ownHint: 'Gone when the capture is closed without being saved; after a crash it can be recovered.',
    chosen: 'A file of your choice',
    chosenHint: 'Stays, with every event, also without being saved. The next capture is a new one.',
    noFile: 'No file chosen',
    choose: 'Choose\u2026',
    runs: 'A capture is running: this holds for the next one.',
    missing: 'Choose a file first.',
    suggested: 'Capture.procscope',
    take: 'Use this file',
  },

  launch: {
    title: 'Capture a program',
    program: 'Program',
    noProgram: 'No program chosen',
    choose: 'Choose\u2026',
    arguments: 'Arguments',
    argumentsHint: 'As in a shell: quotes keep words together. Nothing is expanded.',
    environment: 'Environment',
    environmentHint: 'One NAME=value per line, beside the variables of Procscope.',
    directory: 'Directory',
    noDirectory: 'Your home folder',
    noDirectoryBrowser: 'The served folder',
    clearDirectory: 'Use the default directory',
    withoutPrivileges: 'Without administrator rights',
    withoutPrivilegesCosts:
      'Costs: the program is stopped twice at every call and runs several times slower, its durations include the stops, programs with rights of their own (such as sudo) run without them, debuggers cannot attach to it, and it ends with the capture.',
    run: 'Start and capture',
    programMissing: 'Choose the program to start.',
    environmentWrong: (line) => `\u201c${line}\u201d is not of the form NAME=value.`,
    chooseProgramTitle: 'Choose a program',
    chooseDirectoryTitle: 'Choose a directory',
    takeDirectory: 'Use this directory',
    notAProgram: 'Choose a file, not a folder.',
  },
};

const CAUSES_KO: Readonly<Record<string, string>> = {
  "The kernel's buffer was full: more happened than could be read":
    '커널 버퍼가 가득 찼습니다. 읽을 수 있는 것보다 많은 일이 일어났습니다',
  'The kernel had no room left to remember calls that were under way':
    '커널에 진행 중인 호출을 기억할 공간이 남아 있지 않았습니다',
  'Events were too big to be told': '이벤트가 너무 커서 전할 수 없었습니다',
  'Calls were made while the kernel was recording on the same processor':
    '커널이 같은 프로세서에서 기록하는 동안 호출이 일어났습니다',
  'More events came than the rate limit lets through': '속도 제한이 허용하는 것보다 많은 이벤트가 왔습니다',
  'Windows lost events: its buffers were full': 'Windows의 버퍼가 가득 차 이벤트가 유실되었습니다',
  'Windows lost whole buffers of events: more happened than could be read':
    'Windows가 이벤트 버퍼를 통째로 잃었습니다. 읽을 수 있는 것보다 많은 일이 일어났습니다',
  'Records of Windows could not be read': 'Windows의 기록을 읽을 수 없었습니다',
  "The capture helper's queue was full: more happened than could be sent":
    '캡처 도우미의 대기열이 가득 찼습니다. 보낼 수 있는 것보다 많은 일이 일어났습니다',
  'Records of the kernel could not be read': '커널의 기록을 읽을 수 없었습니다',
  'The boot log had reached its size: its oldest part was dropped':
    '부팅 로그가 크기 한도에 이르러 가장 오래된 부분을 버렸습니다',
  "A part of the capture helper's data was damaged": '캡처 도우미의 데이터 일부가 손상되었습니다',
  'A part of the boot log is damaged or missing': '부팅 로그의 일부가 손상되었거나 없습니다',
  'The capture helper ended: what happened until the capture went on is missing':
    '캡처 도우미가 끝났습니다. 캡처를 계속할 때까지 일어난 일이 빠졌습니다',
};

export const liveCommandsKo: LiveCommandTexts = {
  'file.capture': '이벤트 캡처(&P)',
  'file.launch': '프로그램 시작 및 캡처(&L)\u2026',
  'file.backing': '백업 파일(&B)\u2026',
  'edit.auto-scroll': '자동 스크롤(&R)',
  'edit.clear': '표시 지우기(&D)',
  'filter.drop': '필터링된 이벤트 버리기(&T)',
  'options.history-depth': '기록 깊이(&D)\u2026',
  'options.call-stacks': '호출 스택 캡처(&K)',
};

export const liveKo: LiveMessages = {
  name: '실시간 캡처',
  capturing: '캡처 중',
  stopped: '캡처 중지됨',
  starting: '캡처를 시작하는 중',
  startingAsks: '캡처 권한을 기다리는 중',
  rate: (count) => `초당 이벤트 ${count}개`,
  lost: (count) => `${count}개 손실`,
  dropped: (count) => `${count}개 버림`,
  disk: (size) => `디스크 ${size}`,
  historyOf: (most) => ['기록', `최대 ${most}개`],
  programRuns: (pid) => `프로그램 실행 중, PID ${pid}`,
  programEnded: (status) => `프로그램이 ${status}(으)로 끝남`,
  noEventsYet: '캡처 중입니다. 표시할 일이 아직 일어나지 않았습니다.',

  newEvents: (count) => [`새 이벤트 ${count}개`, '위로 스크롤했거나 이벤트를 선택하여 목록이 멈춰 있습니다.'],
  follow: '다시 따라가기',

  lostRow: (count, _value, when) => {
    const what =
      count === undefined
        ? '여기에서 이벤트가 손실되었습니다'
        : `여기에서 이벤트 ${count}개가 손실되었습니다`;
    return when === undefined ? what : `${when[0]}에서 ${when[1]} 사이, ${what}`;
  },
  lossCause: (cause) => (Object.hasOwn(CAUSES_KO, cause) ? CAUSES_KO[cause] : undefined),

  notStarted: (sentence) => `캡처하지 않습니다. ${sentence}`,
  failed: (sentence) => `캡처가 멈췄습니다. ${sentence}`,
  failedAction: (sentence) => `실행하지 못했습니다. ${sentence}`,
  captureAgain: '다시 캡처',
  tryAgain: '다시 시도',
  launchInstead: '프로그램 하나 캡처\u2026',
  fileFailed: (sentence) =>
    `${sentence} 캡처는 메모리에서 계속되며 가장 새로운 이벤트만 남습니다. 더 남기려면 공간을 만들고 캡처를 저장하세요.`,
  eventsLost:
    '이벤트가 손실되었습니다. 기록할 수 있는 것보다 많은 일이 일어났습니다. 목록의 행이 어디에서 몇 개가 왜 손실되었는지 알려 줍니다.',
  dropIsOn:
    '필터링된 이벤트 버리기가 켜져 있습니다. 필터가 숨기는 이벤트는 기록되지 않으며 되돌릴 수 없습니다.',
  keepAll: '모든 이벤트 기록',

  start: {
    lead: '이 컴퓨터에서 프로그램이 하는 일을 캡처하거나 어느 컴퓨터의 캡처든 여세요.',
    captureName: '캡처 시작',
    captureHint: '이 컴퓨터의 모든 프로세스.',
    captureHintAsks: '이 컴퓨터의 모든 프로세스. 캡처 도우미의 권한을 요청하며 뷰어는 권한 없이 실행됩니다.',
    launchName: '프로그램 하나 캡처',
    launchHint: '프로그램을 시작하여 그 프로그램과 그것이 시작하는 것을 첫 명령부터 기록합니다.',
    launchHintWithout:
      '프로그램을 시작하여 그 프로그램과 그것이 시작하는 것을 첫 명령부터 기록합니다. 권한이 필요 없습니다.',
    sampleName: '샘플 열기',
    sampleHint: 'Linux 컴퓨터의 작은 캡처: 셸 명령, 서버, 실패하는 호출.',
    serverNote:
      '이 서버의 페이지는 기록하지 않습니다. 기록하려면 다음으로 시작하세요: procscope serve --capture',
  },

  history: {
    title: '기록 깊이',
    sentence:
      '실시간 캡처를 얼마나 보관할지 정합니다. 한도를 하나라도 넘으면 가장 오래된 이벤트부터 버립니다.',
    events: '이벤트',
    memory: '메모리',
    disk: '디스크',
    minutes: '시간',
    units: { events: '백만 개', memory: 'MB', disk: 'MB', minutes: '분' },
    memoryHint: '메모리 한도는 이벤트를 버리지 않습니다. 들어가지 않는 것은 캡처 파일에서 다시 읽습니다.',
    wrong: (least, most) => `${least}부터 ${most}까지의 수를 입력하세요.`,
  },

  backing: {
    title: '백업 파일',
    sentence: '다음 캡처를 실행하는 동안 어디에 쓸지 정합니다.',
    label: '쓸 곳',
    own: '이 세션의 파일',
    ownHint: '저장하지 않고 캡처를 닫으면 없어집니다. 비정상 종료 뒤에는 복구할 수 있습니다.',
    chosen: '선택한 파일',
    chosenHint: '저장하지 않아도 모든 이벤트와 함께 남습니다. 다음 캡처는 새 캡처입니다.',
    noFile: '선택한 파일 없음',
    choose: '선택\u2026',
    runs: '캡처가 실행 중입니다. 다음 캡처부터 적용됩니다.',
    missing: '먼저 파일을 선택하세요.',
    suggested: '캡처.procscope',
    take: '이 파일 사용',
  },

  launch: {
    title: '프로그램 캡처',
    program: '프로그램',
    noProgram: '선택한 프로그램 없음',
    choose: '선택\u2026',
    arguments: '인수',
    argumentsHint: '셸에서처럼 따옴표로 단어를 묶습니다. 확장은 하지 않습니다.',
    environment: '환경 변수',
    environmentHint: 'Procscope의 변수에 더할 것을 한 줄에 하나씩 NAME=값으로 입력하세요.',
    directory: '디렉터리',
    noDirectory: '홈 폴더',
    noDirectoryBrowser: '제공되는 폴더',
    clearDirectory: '기본 디렉터리 사용',
    withoutPrivileges: '관리자 권한 없이',
    withoutPrivilegesCosts:
      '대가: 호출마다 프로그램이 두 번 멈춰 몇 배 느려지고, 기간에 그 멈춤이 포함됩니다. 자체 권한이 있는 프로그램(sudo 등)은 그 권한 없이 실행되고, 디버거를 연결할 수 없으며, 캡처와 함께 끝납니다.',
    run: '시작하고 캡처',
    programMissing: '시작할 프로그램을 선택하세요.',
    environmentWrong: (line) => `\u201c${line}\u201d은(는) NAME=값 형식이 아닙니다.`,
    chooseProgramTitle: '프로그램 선택',
    chooseDirectoryTitle: '디렉터리 선택',
    takeDirectory: '이 디렉터리 사용',
    notAProgram: '폴더가 아니라 파일을 선택하세요.',
  },
};
