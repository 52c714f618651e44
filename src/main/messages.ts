import { app } from 'electron';
import type { SaveFormat } from '../shared/api/shell-contract.ts';

/** What the main process says itself, in the system's dialogs; everything else is said by the page. */
export interface MainMessages {
  readonly captures: string;
  /** What files that are saved are called, by their format. */
  readonly savedFiles: Readonly<Record<SaveFormat, string>>;
  readonly configurations: string;
  readonly configurationFile: string;
  readonly filterFile: string;
  readonly allFiles: string;
  readonly chooseProgram: string;
  readonly chooseDirectory: string;
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
  savedFiles: {
    native: 'Procscope capture',
    pml: 'Process Monitor log',
    csv: 'Comma-separated values',
    xml: 'XML document',
    jsonl: 'JSON Lines',
    sqlite: 'SQLite database',
    parquet: 'Parquet file',
  },
  configurations: 'Process Monitor configurations and filters',
  configurationFile: 'Process Monitor configuration',
  filterFile: 'Process Monitor filter',
  allFiles: 'All files',
  chooseProgram: 'Program to Launch',
  chooseDirectory: 'Folder to Start In',
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
  savedFiles: {
    native: 'Procscope 캡처',
    pml: 'Process Monitor 로그',
    csv: '쉼표로 구분된 값',
    xml: 'XML 문서',
    jsonl: 'JSON Lines',
    sqlite: 'SQLite 데이터베이스',
    parquet: 'Parquet 파일',
  },
  configurations: 'Process Monitor 구성과 필터',
  configurationFile: 'Process Monitor 구성',
  filterFile: 'Process Monitor 필터',
  allFiles: '모든 파일',
  chooseProgram: '실행할 프로그램',
  chooseDirectory: '시작 폴더',
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
