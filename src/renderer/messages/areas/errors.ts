import type { ErrorInfo } from '../../../shared/api/schemas.ts';
import { isDamageKind } from '../../../shared/damage.ts';
import type { DamageKind } from '../../../shared/damage.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** Failures in the language's own words. */
export interface ErrorMessages {
  /** What happened, as a whole sentence; undefined where the engine's own sentence, which is English, says it best. */
  readonly sentence: (
    error: Pick<ErrorInfo, 'code' | 'facts'>,
    number: (value: number) => string,
  ) => string | undefined;
}

/** What is known of a failure, ready to be put into a sentence. */
interface Known {
  /** The file's name in quotes; without one, words that stand for it. */
  readonly file: string;
  /** The name in quotes, as what the sentence is about. */
  readonly name: string;
  readonly has: (name: string) => boolean;
  readonly text: (name: string) => string;
}

/** Undefined where the engine's own sentence knows more. */
type Say = (known: Known) => string | undefined;

export const errorsEn: ErrorMessages = { sentence: () => undefined };

/** By kind: part of a log is damaged or missing. */
const DAMAGE_KO: Readonly<Record<DamageKind, Say>> = {
  'process-limit': ({ file, text }) =>
    `${file}에는 프로세스가 ${text('processes')}개 있습니다. 이벤트가 없는 프로세스는 처음 ${text('count')}개만 표시합니다.`,
  'events-overlap': ({ file, text }) =>
    `${file}의 이벤트가 서로 겹칩니다. 손상되지 않은 로그에서는 그럴 수 없습니다. 이벤트 ${text('count')}개까지 읽고 멈췄습니다.`,
  'became-shorter': ({ file, text }) =>
    `${file}이 읽는 동안 짧아졌습니다. 이벤트 ${text('count')}개까지 읽고 멈췄습니다.`,
  'events-outside': ({ file, text }) =>
    `${file}의 이벤트 ${text('count')}개가 파일 밖을 가리켜 제외했습니다.`,
  'details-outside': ({ file, text }) =>
    `${file}의 이벤트 ${text('count')}개는 세부 정보가 파일 밖을 가리켜 다른 열만 표시합니다.`,
  'paths-cut': ({ file, text }) => `${file}의 이벤트 ${text('count')}개는 경로가 손상되어 중간에서 끊깁니다.`,
  'bytes-between': ({ file, text }) =>
    `${file}의 이벤트 사이 ${text('bytes')}바이트가 손상되어 그 안의 이벤트가 빠졌습니다.`,
  'processes-unread': ({ file, text }) =>
    `${file}의 프로세스 ${text('count')}개를 읽지 못했습니다. 프로세스 표가 손상되었거나 끊겼습니다.`,
  'modules-cut': ({ file, text }) =>
    `${file}에서 프로세스 ${text('count')}개의 모듈 목록이 손상되었거나 끊겼습니다.`,
  'other-version': ({ file, text }) =>
    `${file}의 버전은 ${text('version')}입니다. 비슷한, 알려진 버전으로 읽었습니다.`,
  'no-processes': ({ file }) =>
    `파일이 먼저 끝나거나 손상되어 ${file}의 프로세스 표가 없습니다. 이벤트는 프로세스 이름 없이 표시합니다.`,
  'no-icons-or-hosts': ({ file }) => `파일이 먼저 끝나 ${file}의 아이콘이나 호스트 이름이 없습니다.`,
  'not-closed': ({ file }) =>
    `Process Monitor가 ${file}을 닫지 않아 표가 없습니다. 이벤트를 하나씩 찾았으며 프로세스 이름은 파일에 없습니다.`,
  'cut-off': ({ file, text }) =>
    `${file}이 중간에서 끊겼습니다. 이벤트 목록은 ${text('expected')}바이트에서 시작해야 하지만 파일은 ${text('bytes')}바이트에서 끝납니다. 남아 있는 이벤트를 하나씩 찾았습니다.`,
  'list-misplaced': ({ file }) =>
    `${file}에서 이벤트 목록의 위치가 손상되었습니다. 이벤트를 하나씩 찾았습니다.`,
  'list-empty': ({ file }) =>
    `${file}에는 이벤트가 없다고 되어 있지만 이벤트가 있습니다. 이벤트를 하나씩 찾았습니다.`,
  'list-damaged': ({ file }) => `${file}의 이벤트 목록이 손상되었습니다. 이벤트를 하나씩 찾았습니다.`,
  'list-cut': ({ file, text }) =>
    `${file}의 이벤트 목록이 끊겼습니다. 이벤트 ${text('expected')}개 중 ${text('events')}개가 있습니다.`,
  'icons-cut': ({ file }) =>
    `${file}의 아이콘이 손상되었거나 끊겼습니다. 해당 프로그램은 아이콘 없이 표시합니다.`,
  'changed-while-read': ({ file }) =>
    `${file}이 읽는 동안 바뀌었습니다. 아직 기록 중인 것 같습니다. 열 때 있던 내용을 표시합니다.`,
  'not-next-part': ({ file }) => `${file}은 이 로그에 이어지지 않아 다음 부분으로 표시하지 않습니다.`,
  'next-part-failed': ({ file }) => `이 로그의 다음 부분인 ${file}을 열지 못했습니다.`,
  'texts-unread': ({ file, text }) =>
    `${file}에서 프로세스와 모듈의 텍스트 ${text('count')}개를 읽지 못해 비워 둡니다.`,
  'network-names-cut': ({ file }) =>
    `${file}의 호스트나 포트 이름이 손상되었거나 끊겼습니다. 대신 숫자를 표시합니다.`,
  'trace-not-closed': ({ file }) =>
    `${file}의 세션이 끝나지 않았습니다. 기록 중에 복사했거나 시스템이 갑자기 꺼졌습니다. 그때까지 기록된 내용을 표시합니다.`,
  'trace-cut': ({ file }) =>
    `${file}이 중간에서 끊겼습니다. 마지막 버퍼에서 남아 있는 이벤트까지 표시합니다.`,
  'buffers-unread': ({ file, text }) =>
    `${file}의 버퍼 ${text('count')}개가 손상되어 그 안의 이벤트 일부가 빠졌습니다.`,
  'records-unread': ({ file, text }) => `${file}의 알 수 없는 레코드 ${text('count')}개를 제외했습니다.`,
  'compression-unknown': ({ file, text }) =>
    `${file}의 버퍼 ${text('count')}개는 알 수 없는 방식(${text('compression')})으로 압축되어 읽을 수 없습니다.`,
  'not-same-trace': ({ file }) => `${file}은 같은 추적의 파일이 아니므로 함께 표시하지 않습니다.`,
  'trace-part-failed': ({ file }) => `같은 추적의 파일인 ${file}을 열지 못했습니다.`,
};

/** What a kernel without a system call says. Source: errno(3), Linux. */
const ENOSYS = 38;

/** What Windows said of a tracing session was lost: what stands for it, or that nothing does. */
const LOST_SESSIONS_KO: ReadonlyMap<string, string> = new Map([
  [
    'guessed',
    '캡처 도우미가 보낸 Windows 추적 세션의 설명이 도중에 사라졌습니다. 이벤트는 그대로 기록되지만 시각이 몇 밀리초 다를 수 있습니다. 확실히 하려면 캡처를 중지하고 다시 시작하세요.',
  ],
  [
    'untold',
    '캡처 도우미가 보낸 Windows 추적 세션의 설명이 도중에 사라져 이벤트를 표시할 수 없습니다. 캡처를 중지하고 다시 시작하세요.',
  ],
]);

const CODES_KO: Readonly<Partial<Record<ErrorCode, Say>>> = {
  'file/not-found': ({ file }) => `${file}을 찾을 수 없습니다.`,
  'file/no-permission': ({ file }) => `시스템이 ${file}에 대한 액세스를 허용하지 않습니다.`,
  'file/is-directory': ({ name }) => `${name} 파일이 아니라 폴더입니다.`,
  'file/disk-full': ({ file }) => `${file}을 저장할 공간이 부족합니다.`,
  'file/is-source': ({ file }) => `${file}은 읽고 있는 캡처의 파일입니다.`,
  'file/exists': ({ file }) =>
    `${file}이 이미 있어 로그의 일부로 잘못 읽힐 수 있습니다. 로그의 이름을 바꾸거나 그 파일을 옮기세요.`,
  'file/unknown-token': () => '더 이상 알 수 없는 파일입니다. 다시 선택하세요.',
  'file/io': ({ file, has, text }) =>
    `${file}을 읽거나 쓰지 못했습니다.${has('code') ? ` (${text('code')})` : ''}`,
  'capture/unknown-format': ({ file }) => `${file}은 캡처가 아닙니다.`,
  'capture/newer-version': ({ text }) =>
    `더 새로운 Procscope가 쓴 캡처 파일입니다(형식 ${text('found')}, 이 프로그램은 ${text('newestKnown')}까지 압니다).`,
  'capture/corrupt': ({ file, has, text }) =>
    has('events')
      ? `${file}에서 이벤트 ${text('events')}개가 손상되어 제외했습니다.`
      : `${file}이 손상되었습니다.`,
  'capture/busy': ({ file }) => `${file}이 사용 중입니다. 열려 있거나 아직 기록 중입니다.`,
  'capture/none': () => '열린 캡처가 없습니다.',
  'pml/not-a-pml': ({ file }) => `${file}은 Process Monitor 로그가 아닙니다.`,
  'pml/version': ({ file, text }) =>
    `${file}은 버전 ${text('version')}의 Process Monitor 로그입니다. 이 버전은 읽을 수 없습니다.`,
  'pml/truncated': ({ file, has, text }) =>
    has('bytes')
      ? `${file}이 머리글에서 끝납니다. 로그의 ${text('bytes')}바이트만 있고 이벤트는 없습니다.`
      : `${file}이 중간에서 끊겼습니다.`,
  'pml/damaged': ({ file }) => `${file}의 일부가 손상되었습니다.`,
  'etl/not-an-etl': ({ file }) => `${file}은 이벤트 추적(ETL)이 아닙니다.`,
  'etl/truncated': ({ file, has, text }) =>
    has('bytes')
      ? `${file}이 머리글에서 끝납니다. 이벤트 추적의 ${text('bytes')}바이트만 있고 이벤트는 없습니다.`
      : `${file}이 중간에서 끊겼습니다.`,
  'etl/damaged': ({ file }) => `${file}의 일부가 손상되었습니다.`,
  'etl/letters-of-today': () =>
    '드라이브 문자는 이 컴퓨터의 현재 드라이브 문자입니다. 추적에는 드라이브 문자가 없습니다.',
  'config/not-a-configuration': ({ file }) =>
    `${file}은 Process Monitor의 구성이나 필터가 아닙니다. Process Monitor에서 내보낸 파일을 선택하세요.`,
  'config/damaged': ({ file }) =>
    `${file}이 손상되어 아무것도 적용하지 않았습니다. Process Monitor에서 다시 내보내세요.`,
  'api/busy': ({ has, text }) =>
    has('windows')
      ? `속성 창이 이미 ${text('windows')}개 열려 있습니다. 먼저 하나를 닫으세요.`
      : '다른 작업이 아직 진행 중입니다. 끝난 뒤 다시 시도하세요.',
  'boot/unsupported': ({ text }) => {
    switch (text('reason')) {
      case 'no-systemd':
        return '부팅 로깅에는 systemd가 필요한데 이 시스템은 systemd로 시작하지 않았습니다. 실시간 캡처는 그대로 할 수 있습니다.';
      case 'container':
        return '컨테이너 안에서는 시스템의 시작을 기록할 수 없습니다. 컨테이너가 실행되는 시스템에서 부팅 로깅을 켜세요.';
      default:
        return undefined;
    }
  },
  'boot/no-log': () => '이 부팅 로그는 더 이상 없습니다.',
  'boot/cut-off': () => '부팅 로그가 충돌이나 정전으로 끊겼습니다. 마지막으로 온전한 레코드까지 표시합니다.',
  'boot/not-discarded': () =>
    '부팅 로그를 저장했지만 삭제하지 못했습니다. 로그는 그대로 있으며 나중에 삭제할 수 있습니다.',
  'live/no-privileges': ({ has, text }) => {
    if (has('boot')) {
      return '부팅 로깅에는 관리자 권한이 필요합니다. 다시 시도하여 요청을 승인하거나 Procscope를 root로 시작하세요.';
    }
    return has('call')
      ? 'Windows에서 이 사용자에게 관리자 권한을 허용하지 않습니다. Procscope를 관리자 권한으로 시작하여 캡처하세요.'
      : has('helper')
        ? `캡처하려면 관리자 권한이 필요한데 여기에는 그 권한을 요청할 방법(pkexec 또는 sudo)이 없습니다. Procscope를 root로 시작하거나, root로 다음을 한 번 실행하세요: setcap cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search+ep ${text('helper')}`
        : '캡처하려면 관리자 권한이 필요합니다. 캡처를 다시 시작하여 요청을 승인하거나, Procscope를 root로 시작하거나, 캡처 도우미에 CAP_BPF와 CAP_PERFMON 권한을 주세요.';
  },
  'live/no-btf': ({ has, text }) =>
    `이 커널${has('kernel') ? `(${text('kernel')})` : ''}에는 형식 정보(/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF)가 없습니다. 배포판의 표준 커널로 시작하여 캡처하세요.`,
  'live/kernel-too-old': ({ has, text }) =>
    text('error').includes(`(${ENOSYS})`)
      ? '이 커널에는 BPF가 꺼져 있습니다(CONFIG_BPF_SYSCALL). 배포판의 표준 커널로 시작하여 캡처하세요.'
      : `캡처하려면 Linux 5.8 이상이 필요합니다${has('kernel') ? `(현재 ${text('kernel')})` : ''}. 기록된 파일은 그대로 열 수 있습니다.`,
  'live/lockdown': () =>
    "커널 잠금이 'confidentiality'로 설정되어 커널 데이터를 읽을 수 없습니다. 시스템을 lockdown=integrity로 시작하여 캡처하세요.",
  'live/helper-missing': () =>
    '캡처 도우미가 없거나 실행할 수 없습니다. Procscope를 다시 설치하거나 저장소에서 다음 명령으로 도우미를 빌드하세요: npm run build:native -- linux (Windows에서는 -- windows)',
  'live/cancelled': ({ has }) =>
    has('boot')
      ? '관리자 권한 요청이 취소되어 아무것도 바꾸지 않았습니다.'
      : '관리자 권한 요청이 취소되어 캡처하지 않습니다.',
  'live/helper-failed': ({ has, text }) => {
    if (has('path')) return undefined;
    const how = has('signal')
      ? `${text('signal')} 신호로`
      : has('status')
        ? `상태 ${text('status')}(으)로`
        : '';
    return how === ''
      ? undefined
      : `캡처 도우미가 ${how} 끝났습니다. 그때까지 기록된 것은 보관됩니다. 계속하려면 캡처를 시작하세요.`;
  },
  'live/notice': ({ has, text }) =>
    has('seconds')
      ? `이 컴퓨터의 시계가 ${text('seconds')}초만큼 바뀌었습니다. 시각이 순서대로 남도록 캡처는 시작할 때의 시계로 계속됩니다.`
      : LOST_SESSIONS_KO.get(text('session')),
  'live/launch-failed': ({ text }) => {
    switch (text('errno')) {
      case '2':
        return '프로그램이나 그 디렉터리를 찾을 수 없습니다. 다시 선택하세요.';
      case '13':
        return '이 사용자는 프로그램을 실행할 수 없습니다. 실행 권한을 확인하세요.';
      case '8':
        return '이 파일은 이 시스템이 실행할 수 있는 프로그램이 아닙니다.';
      default:
        return undefined;
    }
  },
  'live/trace-refused': () =>
    '시스템이 프로그램 추적을 허용하지 않습니다. 관리자 권한으로 캡처하거나, 컨테이너 밖에서 또는 kernel.yama.ptrace_scope를 1 이하로 하여 다시 시도하세요.',
  'live/in-use': ({ has, text }) =>
    `Procscope가 이미 이 컴퓨터에서 캡처하고 있습니다${has('owner') ? `(프로세스 ${text('owner')})` : ''}. 먼저 그 캡처를 중지하세요.`,
  'live/not-live': () => '열려 있는 실시간 캡처가 없습니다.',
  'shell/unsupported': ({ has }) =>
    has('dialect')
      ? 'Process Monitor 로그에는 Windows의 이벤트만 담을 수 있는데 이 캡처는 다른 시스템의 것입니다. 캡처 파일로 저장하거나 텍스트로 내보내세요.'
      : '이 창에서는 할 수 없는 작업입니다.',
};

export const errorsKo: ErrorMessages = {
  sentence: ({ code, facts }, number) => {
    const kind = facts['kind'];
    const say = isDamageKind(kind) ? DAMAGE_KO[kind] : CODES_KO[code];
    const name = facts['file'] ?? facts['path'];
    return say?.({
      file: name === undefined ? '이 파일' : `"${name}" 파일`,
      name: name === undefined ? '이것은' : `"${name}"은(는)`,
      has: (fact) => facts[fact] !== undefined,
      text: (fact) => {
        const value = facts[fact];
        return typeof value === 'number' ? number(value) : (value ?? '');
      },
    });
  },
};
