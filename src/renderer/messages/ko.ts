import { bootKo } from './areas/boot.ts';
import { commandsKo } from './areas/commands.ts';
import { configurationKo } from './areas/configuration.ts';
import { errorsKo } from './areas/errors.ts';
import { filterKo } from './areas/filter.ts';
import { columnsKo } from './areas/columns.ts';
import { highlightKo } from './areas/highlight.ts';
import { filesKo } from './areas/files.ts';
import { liveKo } from './areas/live.ts';
import { propertiesKo } from './areas/properties.ts';
import type { Messages } from './messages.ts';

/** Korean. Operations, results and details stay as captured: they are terms that people search for. */
export const ko: Messages = {
  commands: commandsKo,
  filter: filterKo,
  columnTexts: columnsKo,
  highlight: highlightKo,
  configuration: configurationKo,
  files: filesKo,
  live: liveKo,
  boot: bootKo,
  errors: errorsKo,
  properties: propertiesKo,
  program: 'Procscope',
  windowTitle: (document) => `${document} — Procscope`,
  toolbar: '도구 모음',
  eventClasses: '이벤트 종류',
  classes: {
    registry: '레지스트리',
    fileSystem: '파일 시스템',
    network: '네트워크',
    process: '프로세스',
    profiling: '프로파일링',
    ipc: 'IPC',
    memory: '메모리',
    device: '장치',
    security: '보안',
    system: '시스템',
  },
  toggleHint: (name, isOn) => (isOn ? `${name} 이벤트 숨기기` : `${name} 이벤트 표시`),
  timeOfDay: (text) => {
    if (text.endsWith(' AM')) return `오전 ${text.slice(0, -3)}`;
    if (text.endsWith(' PM')) return `오후 ${text.slice(0, -3)}`;
    return text;
  },
  eventList: '이벤트',
  scrollBar: '이벤트 스크롤',
  showing: (rows, total, percent) => [`이벤트 ${total}개 중 `, rows, `개 표시 (${percent})`],
  selectedHidden: '선택한 이벤트가 숨겨져 있습니다',
  noCapture: '열린 캡처 없음',
  backedBy: (name) => `원본: ${name}`,
  memory: (text) => `메모리 ${text}`,
  opening: '여는 중',
  openingProgress: (percent, count) => `${percent}, 이벤트 ${count}개`,
  openingOther: (name) => `${name} 여는 중`,
  cancel: '취소',
  dismiss: '닫기',
  start: {
    title: '아직 이벤트가 없습니다',
    lead: '어느 컴퓨터에서 만든 캡처든 열 수 있습니다.',
    openName: '파일 열기',
    openHint:
      'Process Monitor 로그(PML), Windows 이벤트 추적(ETL), Procscope 캡처. 파일을 창에 놓아도 됩니다.',
  },
  openKey: 'Ctrl+O',
  openKeyMac: '⌘O',
  facts: { file: '파일', reason: '이유' },
  notOpened: (name, sentence) => `${name} 파일을 열지 못했습니다. ${sentence}`,
  warning: (sentence, others) =>
    others === 0 ? sentence : `${sentence} 읽지 못한 부분이 ${others}개 더 있습니다.`,
  readingStopped: (sentence) => `읽기가 중단되어 읽은 부분까지 표시합니다. ${sentence}`,
  readingCancelled: (count) => `읽기를 취소했습니다. 파일에는 표시된 이벤트 ${count}개보다 더 있습니다.`,
  lostTitle: '엔진이 멈췄습니다',
  lostSentence:
    '캡처를 읽는 프로세스가 예기치 않게 끝나 이 창의 이벤트를 더 이상 볼 수 없습니다. 파일은 그대로입니다. Procscope를 닫고 파일을 다시 여세요.',
  errorTitles: {
    'file/not-found': '파일을 찾을 수 없습니다',
    'file/no-permission': '이 파일을 읽을 권한이 없습니다',
    'file/is-directory': '파일이 아니라 폴더입니다',
    'capture/unknown-format': '캡처 파일이 아닙니다',
    'capture/newer-version': '더 새로운 Procscope가 필요합니다',
    'capture/corrupt': '캡처가 손상되었습니다',
    'pml/not-a-pml': 'Process Monitor 로그가 아닙니다',
    'pml/version': '알 수 없는 버전의 로그입니다',
    'pml/truncated': '로그가 중간에서 끊겼습니다',
    'pml/damaged': '로그가 손상되었습니다',
    'etl/not-an-etl': '이벤트 추적이 아닙니다',
    'etl/truncated': '추적이 중간에서 끊겼습니다',
    'etl/damaged': '추적이 손상되었습니다',
  },
  errorTitle: '파일을 열 수 없습니다',
};
