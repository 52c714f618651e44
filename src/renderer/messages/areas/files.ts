import type { SaveFormat } from '../../../shared/api/shell-contract.ts';
import type { ExportStyle } from '../../../shared/export-style.ts';

export interface NameAndHint {
  readonly text: string;
  readonly hint: string;
}

/** Start page, opening, saving, recovery and what is not saved. */
export interface FileMessages {
  readonly recentFiles: string;
  readonly events: (count: string, value: number) => string;
  readonly notFound: string;
  readonly removeRecent: (name: string) => string;
  readonly today: (time: string) => string;
  readonly yesterday: string;

  readonly found: string;
  /** A capture whose session did not end; `events` is undefined when they could not be counted. */
  readonly recoverable: (when: string, events: string | undefined, value: number) => string;
  /** The same for several, of which the newest is told. */
  readonly recoverables: (count: string, newest: string) => string;
  readonly recover: string;
  readonly recoverNewest: string;
  /** What a recovered capture is called until it is saved. */
  readonly recovered: string;
  readonly discard: string;
  readonly discardTitle: string;
  readonly discardSentence: (when: string) => string;
  readonly discardNow: string;

  readonly openAnother: string;
  readonly tryAgain: string;
  readonly readAgain: string;
  readonly copyDetails: string;
  readonly copied: string;
  readonly backToStart: string;
  readonly openHintBrowser: string;
  readonly hostLostTitle: string;
  readonly hostLostSentence: string;
  readonly reload: string;
  readonly closeWindow: string;
  readonly factNames: Readonly<Record<string, string>>;

  readonly unsavedTitle: string;
  readonly unsavedSentence: (name: string) => string;
  readonly save: string;
  readonly dontSave: string;

  readonly saveTitle: string;
  readonly format: string;
  /** The formats, each with what it is good for. */
  readonly formats: Readonly<Record<SaveFormat, NameAndHint>>;
  readonly whichEvents: string;
  readonly allEvents: (count: string, value: number) => string;
  readonly shownEvents: (count: string, value: number) => string;
  readonly highlightedEvents: (count: string, value: number) => string;
  readonly highlightedUncounted: string;
  readonly counting: string;
  readonly whichColumns: string;
  readonly shownColumns: (count: string) => string;
  readonly allColumns: (count: string) => string;
  readonly whichTexts: string;
  readonly styles: Readonly<Record<ExportStyle, NameAndHint>>;
  readonly stacks: string;
  readonly withStacks: string;
  readonly chooseTarget: string;
  readonly saveNow: string;
  readonly fileName: string;
  readonly nameMissing: string;
  readonly nameHasSlash: string;
  readonly replaceQuestion: (name: string) => string;
  readonly replace: string;
  readonly saving: (name: string) => string;
  readonly saved: (name: string, count: string, value: number) => string;
  /** Behind the sentence before, where the format needed several files. */
  readonly savedInParts: (count: string) => string;
  readonly lossesLeftOut: (count: string, value: number) => string;
  readonly notSaved: (name: string, sentence: string) => string;
  readonly stillReading: string;
  readonly stillSaving: string;
  readonly saveAgain: string;

  readonly openTitle: string;
  readonly open: string;
  readonly path: string;
  readonly entries: string;
  readonly folder: string;
  readonly name: string;
  readonly size: string;
  readonly modified: string;
  readonly emptyFolder: string;
  readonly listFailed: (sentence: string) => string;

  readonly dropToOpen: string;
  readonly noDropHere: (folder: string) => string;
  readonly failed: (sentence: string) => string;
}

function events(count: string, value: number): string {
  return value === 1 ? `${count} event` : `${count} events`;
}

export const filesEn: FileMessages = {
  recentFiles: 'Recent files',
  events,
  notFound: 'not found',
  removeRecent: (name) => `Remove ${name} from the list`,
  today: (time) => `Today ${time}`,
  yesterday: 'Yesterday',

  found: 'Found on this computer',
  recoverable: (when, count, value) =>
    count === undefined
      ? `A capture of ${when} was not closed. It can be recovered.`
      : `A capture of ${when} was not closed. ${events(count, value)} can be recovered.`,
  recoverables: (count, newest) => `${count} captures were not closed. The newest is of ${newest}.`,
  recover: 'Recover',
  recoverNewest: 'Recover the newest',
  recovered: 'The recovered capture',
  discard: 'Discard…',
  discardTitle: 'Discard this capture?',
  discardSentence: (when) =>
    `The events of the capture of ${when} will be deleted for good. This cannot be undone.`,
  discardNow: 'Discard',

  openAnother: 'Open another file…',
  tryAgain: 'Try again',
  readAgain: 'Read again',
  copyDetails: 'Copy details',
  copied: 'Copied',
  backToStart: 'Back to start',
  openHintBrowser:
    'Process Monitor logs (PML), event traces of Windows (ETL) and Procscope captures, from the folder that is served to this page.',
  hostLostTitle: 'Procscope does not answer',
  hostLostSentence:
    'The connection to the program that serves this page has ended. Your files are as they were. Start procscope serve again and open the address that it prints; procscope address prints that of one that runs.',
  reload: 'Load the page again',
  closeWindow: 'Close Procscope',
  factNames: {
    bytes: 'Bytes',
    offset: 'Offset',
    end: 'End',
    length: 'Length',
    count: 'Count',
    version: 'Version',
    segment: 'Segment',
    table: 'Table',
    column: 'Column',
    code: 'System code',
  },

  unsavedTitle: 'Save this capture?',
  unsavedSentence: (name) => `${name} is not saved. Its events are lost when it is closed.`,
  save: 'Save…',
  dontSave: 'Don’t save',

  saveTitle: 'Save as',
  format: 'Format',
  formats: {
    native: { text: 'Procscope capture', hint: 'Keeps everything, opens fastest.' },
    pml: { text: 'Process Monitor log (PML)', hint: 'Opens in Process Monitor.' },
    csv: { text: 'CSV', hint: 'A table for spreadsheets, as Process Monitor exports it.' },
    xml: { text: 'XML', hint: 'Events with processes, modules and stacks.' },
    jsonl: { text: 'JSON Lines', hint: 'Typed values for scripts and log systems.' },
    sqlite: { text: 'SQLite', hint: 'A database to query with SQL.' },
    parquet: { text: 'Parquet', hint: 'Small files for pandas, DuckDB and Spark.' },
  },
  whichEvents: 'Events',
  allEvents: (count, value) => `All ${events(count, value)}`,
  shownEvents: (count, value) => `The ${events(count, value)} shown with the current filter`,
  highlightedEvents: (count, value) => `The ${events(count, value)} shown and highlighted`,
  highlightedUncounted: 'The events shown and highlighted',
  counting: 'Counting the events shown',
  whichColumns: 'Columns',
  shownColumns: (count) => `The ${count} columns shown`,
  allColumns: (count) => `All ${count} columns`,
  whichTexts: 'Texts',
  styles: {
    procmon: {
      text: 'As Process Monitor',
      hint: 'Equal to its exports, cut texts and known mistakes included.',
    },
    plain: { text: 'As shown here', hint: 'The right values, nothing cut.' },
  },
  stacks: 'Stacks',
  withStacks: 'Include the stack of each event',
  chooseTarget: 'Save…',
  saveNow: 'Save',
  fileName: 'File name',
  nameMissing: 'Enter a name for the file.',
  nameHasSlash: 'A file name cannot contain slashes.',
  replaceQuestion: (name) => `${name} is already there. Replace it?`,
  replace: 'Replace',
  saving: (name) => `Saving ${name}`,
  saved: (name, count, value) => `${events(count, value)} ${value === 1 ? 'was' : 'were'} saved to ${name}.`,
  savedInParts: (count) => `The log is in ${count} files, which belong together.`,
  lossesLeftOut: (count, value) =>
    value === 1
      ? 'A row that says that events were lost was left out: a PML cannot hold it.'
      : `${count} rows that say that events were lost were left out: a PML cannot hold them.`,
  notSaved: (name, sentence) => `${name} was not saved. ${sentence}`,
  stillReading: 'The file is still being read. Save it when all of its events are there.',
  stillSaving: 'Another file is still being saved. Wait for it, or cancel it in the status bar.',
  saveAgain: 'Save again…',

  openTitle: 'Open a file',
  open: 'Open',
  path: 'Folder path',
  entries: 'Files and folders',
  folder: 'folder',
  name: 'Name',
  size: 'Size',
  modified: 'Changed',
  emptyFolder: 'This folder is empty.',
  listFailed: (sentence) => `The folder cannot be shown. ${sentence}`,

  dropToOpen: 'Drop to open',
  noDropHere: (folder) =>
    `A file cannot be dropped into a page of a browser. Copy it below the folder “${folder}” of the computer that runs Procscope and open it there.`,
  failed: (sentence) => `That did not work. ${sentence}`,
};

export const filesKo: FileMessages = {
  recentFiles: '최근 파일',
  events: (count) => `이벤트 ${count}개`,
  notFound: '찾을 수 없음',
  removeRecent: (name) => `목록에서 ${name} 제거`,
  today: (time) => `오늘 ${time}`,
  yesterday: '어제',

  found: '이 컴퓨터에서 발견됨',
  recoverable: (when, count) =>
    count === undefined
      ? `${when}의 캡처가 닫히지 않았습니다. 복구할 수 있습니다.`
      : `${when}의 캡처가 닫히지 않았습니다. 이벤트 ${count}개를 복구할 수 있습니다.`,
  recoverables: (count, newest) =>
    `닫히지 않은 캡처가 ${count}개 있습니다. 가장 최근 것은 ${newest}의 캡처입니다.`,
  recover: '복구',
  recoverNewest: '최근 것 복구',
  recovered: '복구된 캡처',
  discard: '삭제…',
  discardTitle: '이 캡처를 삭제할까요?',
  discardSentence: (when) => `${when} 캡처의 이벤트가 완전히 삭제됩니다. 되돌릴 수 없습니다.`,
  discardNow: '삭제',

  openAnother: '다른 파일 열기…',
  tryAgain: '다시 시도',
  readAgain: '다시 읽기',
  copyDetails: '자세한 내용 복사',
  copied: '복사됨',
  backToStart: '시작 화면으로',
  openHintBrowser:
    '이 페이지에 제공되는 폴더의 Process Monitor 로그(PML), Windows 이벤트 추적(ETL), Procscope 캡처입니다.',
  hostLostTitle: 'Procscope가 응답하지 않습니다',
  hostLostSentence:
    '이 페이지를 제공하는 프로그램과의 연결이 끊어졌습니다. 파일은 그대로입니다. procscope serve를 다시 시작하고 출력되는 주소를 여세요. 실행 중인 프로그램의 주소는 procscope address로 다시 볼 수 있습니다.',
  reload: '페이지 다시 불러오기',
  closeWindow: 'Procscope 닫기',
  factNames: {
    bytes: '바이트',
    offset: '위치',
    end: '끝',
    length: '길이',
    count: '개수',
    version: '버전',
    segment: '세그먼트',
    table: '표',
    column: '열',
    code: '시스템 코드',
  },

  unsavedTitle: '이 캡처를 저장할까요?',
  unsavedSentence: (name) => `${name}: 저장되지 않았습니다. 닫으면 이벤트를 잃게 됩니다.`,
  save: '저장…',
  dontSave: '저장 안 함',

  saveTitle: '다른 이름으로 저장',
  format: '형식',
  formats: {
    native: { text: 'Procscope 캡처', hint: '모든 정보를 담고 가장 빨리 열립니다.' },
    pml: { text: 'Process Monitor 로그(PML)', hint: 'Process Monitor에서 열 수 있습니다.' },
    csv: { text: 'CSV', hint: 'Process Monitor와 같은 스프레드시트용 표입니다.' },
    xml: { text: 'XML', hint: '이벤트와 함께 프로세스, 모듈, 스택을 담습니다.' },
    jsonl: { text: 'JSON Lines', hint: '스크립트와 로그 시스템을 위한 형식 있는 값입니다.' },
    sqlite: { text: 'SQLite', hint: 'SQL로 조회하는 데이터베이스입니다.' },
    parquet: { text: 'Parquet', hint: 'pandas, DuckDB, Spark를 위한 작은 파일입니다.' },
  },
  whichEvents: '이벤트',
  allEvents: (count) => `모든 이벤트 ${count}개`,
  shownEvents: (count) => `현재 필터로 표시된 이벤트 ${count}개`,
  highlightedEvents: (count) => `표시되고 강조된 이벤트 ${count}개`,
  highlightedUncounted: '표시되고 강조된 이벤트',
  counting: '표시된 이벤트를 세는 중',
  whichColumns: '열',
  shownColumns: (count) => `표시된 열 ${count}개`,
  allColumns: (count) => `모든 열 ${count}개`,
  whichTexts: '텍스트',
  styles: {
    procmon: { text: 'Process Monitor와 같이', hint: '잘린 텍스트와 알려진 오류까지 그대로 내보냅니다.' },
    plain: { text: '여기 표시된 대로', hint: '올바른 값이며 아무것도 자르지 않습니다.' },
  },
  stacks: '스택',
  withStacks: '각 이벤트의 스택 포함',
  chooseTarget: '저장…',
  saveNow: '저장',
  fileName: '파일 이름',
  nameMissing: '파일 이름을 입력하세요.',
  nameHasSlash: '파일 이름에는 슬래시를 사용할 수 없습니다.',
  replaceQuestion: (name) => `${name} 파일이 이미 있습니다. 바꿀까요?`,
  replace: '바꾸기',
  saving: (name) => `${name} 저장 중`,
  saved: (name, count) => `이벤트 ${count}개를 ${name}에 저장했습니다.`,
  savedInParts: (count) => `로그는 함께 있어야 하는 파일 ${count}개로 나뉘었습니다.`,
  lossesLeftOut: (count) => `손실된 이벤트를 알리는 행 ${count}개는 PML에 담을 수 없어 제외했습니다.`,
  notSaved: (name, sentence) => `${name}: 저장하지 못했습니다. ${sentence}`,
  stillReading: '파일을 아직 읽는 중입니다. 모든 이벤트를 읽은 다음 저장하세요.',
  stillSaving: '다른 파일을 저장하는 중입니다. 끝날 때까지 기다리거나 상태 표시줄에서 취소하세요.',
  saveAgain: '다시 저장…',

  openTitle: '파일 열기',
  open: '열기',
  path: '폴더 경로',
  entries: '파일 및 폴더',
  folder: '폴더',
  name: '이름',
  size: '크기',
  modified: '수정한 날짜',
  emptyFolder: '비어 있는 폴더입니다.',
  listFailed: (sentence) => `폴더를 표시할 수 없습니다. ${sentence}`,

  dropToOpen: '놓으면 열립니다',
  noDropHere: (folder) =>
    `브라우저 페이지에는 파일을 놓을 수 없습니다. Procscope를 실행하는 컴퓨터의 “${folder}” 폴더 아래에 복사한 다음 여기에서 여세요.`,
  failed: (sentence) => `작업을 마치지 못했습니다. ${sentence}`,
};
