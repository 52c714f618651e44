import { app } from 'electron';

/** What the main process says itself, in the system's dialogs; everything else is said by the page. */
export interface MainMessages {
  readonly captures: string;
  readonly nativeFile: string;
  readonly csvFile: string;
  readonly allFiles: string;
  readonly replaceQuestion: (name: string) => string;
  readonly replace: string;
  readonly cancel: string;
  readonly pageLost: string;
  readonly pageLostDetail: string;
  readonly reload: string;
  readonly close: string;
}

const EN: MainMessages = {
  captures: 'Captures',
  nativeFile: 'Procscope capture',
  csvFile: 'Comma-separated values',
  allFiles: 'All files',
  replaceQuestion: (name) => `"${name}" exists already. Replace it?`,
  replace: 'Replace',
  cancel: 'Cancel',
  pageLost: 'The window of Procscope has stopped working.',
  pageLostDetail: 'The capture is still open. Reload the window to go on.',
  reload: 'Reload',
  close: 'Close',
};

const KO: MainMessages = {
  captures: '캡처',
  nativeFile: 'Procscope 캡처',
  csvFile: '쉼표로 구분된 값',
  allFiles: '모든 파일',
  replaceQuestion: (name) => `"${name}" 파일이 이미 있습니다. 바꾸시겠습니까?`,
  replace: '바꾸기',
  cancel: '취소',
  pageLost: 'Procscope 창이 작동을 멈췄습니다.',
  pageLostDetail: '캡처는 아직 열려 있습니다. 계속하려면 창을 다시 불러오세요.',
  reload: '다시 불러오기',
  close: '닫기',
};

/** The messages in the user's language. */
export function mainMessages(): MainMessages {
  return app.getLocale().toLowerCase().startsWith('ko') ? KO : EN;
}
