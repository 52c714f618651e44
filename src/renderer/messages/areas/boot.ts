import type { BOOT_COMMANDS } from '../../commands/boot-commands.ts';
import type { BootChange, BootPlan } from '../../../shared/boot.ts';

/** Menu texts of the commands about boot logging, as {@link CommandMessages} has them. */
type BootCommandTexts = Readonly<Record<keyof typeof BOOT_COMMANDS, string>>;

/** Boot logging: switching it on and off, and what becomes of the logs. Times and sizes come formatted. */
export interface BootMessages {
  readonly enable: {
    readonly title: string;
    readonly sentence: string;
    /** Follows the sentence where the system asks for a password. */
    readonly asks: string;
    readonly changes: string;
    readonly change: (change: BootChange) => string;
    readonly limit: (size: string, beyond: BootPlan['beyond']) => string;
    readonly logsStay: string;
    /** Of Windows, which may sleep where it seems to shut down. */
    readonly restart: string;
    readonly action: string;
    readonly done: string;
  };
  readonly disable: {
    readonly title: string;
    readonly sentence: string;
    readonly changes: string;
    readonly action: string;
    readonly done: string;
  };
  readonly unsupportedTitle: string;
  readonly leftovers: string;
  readonly removeLeftovers: string;
  readonly leftoversRemoved: string;
  readonly waiting: string;
  readonly waitingAsks: string;
  readonly failed: (sentence: string) => string;

  readonly logs: {
    readonly title: string;
    readonly sentence: string;
    /** `amount`: events and size. */
    readonly log: (when: string, amount: string) => string;
    readonly recording: (when: string, amount: string) => string;
    readonly events: (count: string, value: number) => string;
    readonly cutOff: string;
    readonly dropped: (count: string, value: number) => string;
    readonly save: string;
    readonly saveOf: (when: string) => string;
    readonly discard: string;
    readonly discardOf: (when: string) => string;
    readonly discardAfter: string;
    readonly later: string;
    readonly keepRecording: string;
    readonly heading: string;
    /** In the strip above the status bar. */
    readonly offer: (when: string) => string;
    readonly offers: (count: string) => string;
    readonly offerRecording: string;
    readonly show: string;
    /** A start that was to be recorded was not. */
    readonly failed: (sentence: string) => string;
    readonly open: string;
  };
  readonly discard: {
    readonly title: string;
    readonly sentence: (when: string) => string;
    readonly recordingToo: string;
    readonly action: string;
    readonly done: string;
  };
  readonly collecting: string;
  readonly collected: (name: string, count: string, value: number) => string;
  readonly notCollected: (sentence: string) => string;
  readonly targetTitle: string;
  readonly saveHere: string;
}

export const bootCommandsEn: BootCommandTexts = {
  'options.boot-logging': 'Enable &boot logging\u2026',
};

export const bootEn: BootMessages = {
  enable: {
    title: 'Enable boot logging',
    sentence:
      'The next start of this computer is recorded from as early as possible, until you save the log here or shut down. It is recorded once: starts after it are not.',
    asks: 'You are asked for permission before anything is changed.',
    changes: 'What is changed',
    change: ({ kind, subject }) => {
      switch (kind) {
        case 'program':
          return `The capture helper is copied to ${subject}, which only administrators can change.`;
        case 'service':
          return `The service ${subject} is added.`;
        case 'start':
          return `${subject} has the system start it. It is taken away again before anything is recorded.`;
        case 'log':
          return `The log is written to ${subject}, which only administrators can read.`;
        case 'registry-key':
          return `The registry key ${subject} is added.`;
      }
    },
    limit: (size, beyond) =>
      beyond === 'oldest'
        ? `The log has at most ${size}: beyond it the oldest events go, and the log says how many.`
        : `The log has at most ${size}: recording ends there.`,
    restart:
      'Choose Restart then: with fast startup, a computer that is shut down and switched on again has not started anew.',
    logsStay: 'Logs that wait stay: the new one gets a place of its own.',
    action: 'Enable',
    done: 'Boot logging is on. Restart the computer when you are ready; then start Procscope to save the log.',
  },
  disable: {
    title: 'Disable boot logging',
    sentence: 'The next start of this computer is then not recorded. Logs that wait stay.',
    changes: 'What is removed',
    action: 'Disable',
    done: 'Boot logging is off, and nothing of it is left on this computer.',
  },
  unsupportedTitle: 'Boot logging is not possible here',
  leftovers: 'Parts of earlier boot logging are left on this computer:',
  removeLeftovers: 'Remove them',
  leftoversRemoved: 'What was left of boot logging is gone.',
  waiting: 'One moment\u2026',
  waitingAsks: 'Waiting for permission\u2026',
  failed: (sentence) => `This was not done. ${sentence}`,

  logs: {
    title: 'The start of this computer was recorded',
    sentence: 'Save a log as a capture file to look at it.',
    log: (when, amount) => `Start of ${when}: ${amount}.`,
    recording: (when, amount) =>
      `This start, recorded since ${when}: ${amount} so far. Saving it ends the recording.`,
    events: (count, value) => (value === 1 ? `${count} event` : `${count} events`),
    cutOff: 'It was cut off by a crash or a power loss: what was written until then can be opened.',
    dropped: (count, value) =>
      `At its size limit the ${value === 1 ? 'oldest event was' : `oldest ${count} events were`} dropped.`,
    save: 'Save and open\u2026',
    saveOf: (when) => `Save and open the log of ${when}`,
    discard: 'Delete\u2026',
    discardOf: (when) => `Delete the log of ${when}`,
    discardAfter: 'Delete the log once it is saved',
    later: 'Later',
    keepRecording: 'Keep recording',
    heading: 'Boot logs',
    offer: (when) => `The start of this computer of ${when} was recorded, and the log is not saved yet.`,
    offers: (count) => `${count} starts of this computer were recorded, and their logs are not saved yet.`,
    offerRecording: 'This start of the computer is still being recorded.',
    show: 'Show\u2026',
    failed: (sentence) => `This start of the computer was not recorded. ${sentence}`,
    open: 'Boot logging\u2026',
  },
  discard: {
    title: 'Delete this boot log?',
    sentence: (when) => `The events of ${when} are deleted for good. This cannot be undone.`,
    recordingToo: 'It is still being recorded: deleting it ends the recording.',
    action: 'Delete',
    done: 'The boot log was deleted.',
  },
  collecting: 'Saving the boot log',
  collected: (name, count, value) =>
    `Saved ${value === 1 ? `${count} event` : `${count} events`} of the start to ${name}.`,
  notCollected: (sentence) => `The boot log was not saved. ${sentence}`,
  targetTitle: 'Save the boot log',
  saveHere: 'Save',
};

export const bootCommandsKo: BootCommandTexts = {
  'options.boot-logging': '부팅 로깅 사용(&B)\u2026',
};

export const bootKo: BootMessages = {
  enable: {
    title: '부팅 로깅 사용',
    sentence:
      '이 컴퓨터의 다음 시작을 가능한 한 이른 시점부터, 여기에서 로그를 저장하거나 시스템을 종료할 때까지 기록합니다. 한 번만 기록하며 그다음 시작은 기록하지 않습니다.',
    asks: '무엇이든 바꾸기 전에 권한을 요청합니다.',
    changes: '바뀌는 것',
    change: ({ kind, subject }) => {
      switch (kind) {
        case 'program':
          return `캡처 도우미를 ${subject}에 복사합니다. 관리자만 바꿀 수 있습니다.`;
        case 'service':
          return `서비스를 추가합니다: ${subject}`;
        case 'start':
          return `시스템이 서비스를 시작하게 합니다: ${subject}. 기록을 시작하기 전에 다시 제거합니다.`;
        case 'log':
          return `로그를 ${subject}에 씁니다. 관리자만 읽을 수 있습니다.`;
        case 'registry-key':
          return `레지스트리 키를 추가합니다: ${subject}`;
      }
    },
    limit: (size, beyond) =>
      beyond === 'oldest'
        ? `로그는 최대 ${size}입니다. 넘으면 가장 오래된 이벤트부터 버리고 그 수를 로그에 남깁니다.`
        : `로그는 최대 ${size}입니다. 넘으면 기록이 끝납니다.`,
    restart:
      '그때는 ‘다시 시작’을 선택하세요. 빠른 시작을 사용하면 종료한 뒤 다시 켜는 것은 새로 시작하는 것이 아닙니다.',
    logsStay: '저장하지 않은 로그는 그대로 두고 새 로그는 따로 씁니다.',
    action: '사용',
    done: '부팅 로깅을 켰습니다. 준비되면 컴퓨터를 다시 시작하고, Procscope를 시작하여 로그를 저장하세요.',
  },
  disable: {
    title: '부팅 로깅 사용 안 함',
    sentence: '이 컴퓨터의 다음 시작을 기록하지 않습니다. 저장하지 않은 로그는 그대로 둡니다.',
    changes: '제거되는 것',
    action: '사용 안 함',
    done: '부팅 로깅을 껐습니다. 이 컴퓨터에 남은 것이 없습니다.',
  },
  unsupportedTitle: '여기서는 부팅 로깅을 할 수 없습니다',
  leftovers: '이전 부팅 로깅의 일부가 이 컴퓨터에 남아 있습니다:',
  removeLeftovers: '제거',
  leftoversRemoved: '부팅 로깅에서 남은 것을 제거했습니다.',
  waiting: '잠시 기다리세요\u2026',
  waitingAsks: '권한을 기다리는 중\u2026',
  failed: (sentence) => `하지 못했습니다. ${sentence}`,

  logs: {
    title: '이 컴퓨터의 시작이 기록되었습니다',
    sentence: '로그를 보려면 캡처 파일로 저장하세요.',
    log: (when, amount) => `${when} 시작: ${amount}.`,
    recording: (when, amount) =>
      `이번 시작, ${when}부터 기록 중: 지금까지 ${amount}. 저장하면 기록이 끝납니다.`,
    events: (count) => `이벤트 ${count}개`,
    cutOff: '충돌이나 정전으로 끊겼습니다. 그때까지 쓰인 것을 열 수 있습니다.',
    dropped: (count) => `크기 제한에 이르러 가장 오래된 이벤트 ${count}개를 버렸습니다.`,
    save: '저장하고 열기\u2026',
    saveOf: (when) => `${when} 로그 저장하고 열기`,
    discard: '삭제\u2026',
    discardOf: (when) => `${when} 로그 삭제`,
    discardAfter: '저장한 뒤 로그 삭제',
    later: '나중에',
    keepRecording: '계속 기록',
    heading: '부팅 로그',
    offer: (when) => `${when}의 컴퓨터 시작이 기록되었으며 로그를 아직 저장하지 않았습니다.`,
    offers: (count) => `컴퓨터 시작이 ${count}번 기록되었으며 로그를 아직 저장하지 않았습니다.`,
    offerRecording: '이번 컴퓨터 시작을 아직 기록하고 있습니다.',
    show: '표시\u2026',
    failed: (sentence) => `이번 컴퓨터 시작을 기록하지 못했습니다. ${sentence}`,
    open: '부팅 로깅\u2026',
  },
  discard: {
    title: '이 부팅 로그를 삭제할까요?',
    sentence: (when) => `${when} 이벤트가 완전히 삭제됩니다. 되돌릴 수 없습니다.`,
    recordingToo: '아직 기록 중입니다. 삭제하면 기록이 끝납니다.',
    action: '삭제',
    done: '부팅 로그를 삭제했습니다.',
  },
  collecting: '부팅 로그 저장 중',
  collected: (name, count) => `시작 이벤트 ${count}개를 ${name}에 저장했습니다.`,
  notCollected: (sentence) => `부팅 로그를 저장하지 못했습니다. ${sentence}`,
  targetTitle: '부팅 로그 저장',
  saveHere: '저장',
};
