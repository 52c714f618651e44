/** Column headers, their menu, and the event list. */
export interface ColumnMessages {
  /** The Sequence column's header: the column is narrow. */
  readonly sequence: string;
  readonly columnMenu: (column: string) => string;
  readonly hide: (column: string) => string;
  readonly fit: (column: string) => string;
  readonly fitAll: string;
  readonly select: string;
  readonly reset: string;
  /** Moves and widths, as they are told to assistive technology. */
  readonly headerHint: string;
  readonly moved: (column: string, place: string) => string;
  readonly widthSet: (column: string, pixels: string) => string;
  readonly scrollSideways: string;
  /** Why the list is empty though the capture is not. */
  readonly hiddenByFilter: (total: string) => string;
  readonly hiddenByClasses: (total: string) => string;
  readonly hiddenByBoth: (total: string) => string;
  readonly noEvents: string;
  readonly tooManyToCopy: (limit: string, count: string) => string;
  readonly saveInstead: string;
  readonly notCopied: (sentence: string) => string;
  /** What a browser did not let the page do. */
  readonly clipboardRefused: string;
}

export const columnsEn: ColumnMessages = {
  sequence: 'Seq',
  columnMenu: (column) => `Column ${column}`,
  hide: (column) => `Hide ${column}`,
  fit: (column) => `Fit ${column} to its content`,
  fitAll: 'Fit all columns',
  select: 'Select Columns…',
  reset: 'Reset columns',
  headerHint: 'Alt with the arrow keys moves the column, Shift with the arrow keys changes its width.',
  moved: (column, place) => `${column} is now column ${place}.`,
  widthSet: (column, pixels) => `${column} is ${pixels} pixels wide.`,
  scrollSideways: 'Scroll sideways',
  hiddenByFilter: (total) =>
    `No event is shown: the filter hides all ${total}. Press Ctrl+R to go back to the default filter.`,
  hiddenByClasses: (total) => `No event is shown: all ${total} belong to classes that are switched off.`,
  hiddenByBoth: (total) =>
    `No event is shown: the filter and the classes that are switched off hide all ${total}.`,
  noEvents: 'This capture has no events.',
  tooManyToCopy: (limit, count) =>
    `At most ${limit} rows can be copied at once, and ${count} are selected. Nothing was copied.`,
  saveInstead: 'Save as CSV…',
  notCopied: (sentence) => `Nothing was copied. ${sentence}`,
  clipboardRefused: 'The browser does not let this page use the clipboard.',
};

export const columnsKo: ColumnMessages = {
  sequence: '순번',
  columnMenu: (column) => `${column} 열`,
  hide: (column) => `${column} 숨기기`,
  fit: (column) => `${column} 열을 내용에 맞추기`,
  fitAll: '모든 열을 내용에 맞추기',
  select: '열 선택…',
  reset: '열 초기화',
  headerHint: 'Alt와 화살표 키로 열을 옮기고 Shift와 화살표 키로 너비를 바꿉니다.',
  moved: (column, place) => `${column}: ${place}번째 열입니다.`,
  widthSet: (column, pixels) => `${column}: 너비 ${pixels}픽셀.`,
  scrollSideways: '옆으로 스크롤',
  hiddenByFilter: (total) =>
    `표시할 이벤트가 없습니다. 필터가 ${total}개를 모두 숨깁니다. 기본 필터로 돌아가려면 Ctrl+R을 누르세요.`,
  hiddenByClasses: (total) => `표시할 이벤트가 없습니다. ${total}개 모두 꺼져 있는 종류에 속합니다.`,
  hiddenByBoth: (total) => `표시할 이벤트가 없습니다. 필터와 꺼져 있는 종류가 ${total}개를 모두 숨깁니다.`,
  noEvents: '이 캡처에는 이벤트가 없습니다.',
  tooManyToCopy: (limit, count) =>
    `한 번에 복사할 수 있는 행은 ${limit}개이고 ${count}개가 선택되어 있습니다. 아무것도 복사하지 않았습니다.`,
  saveInstead: 'CSV로 저장…',
  notCopied: (sentence) => `복사하지 못했습니다. ${sentence}`,
  clipboardRefused: '브라우저가 이 페이지의 클립보드 사용을 허용하지 않습니다.',
};
