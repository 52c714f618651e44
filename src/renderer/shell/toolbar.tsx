import { Toolbar as Base } from '@base-ui/react/toolbar';
import type { JSX } from 'react';
import { COMMANDS } from '../commands/command-table.ts';
import { chordText, isMacKeyboard } from '../commands/keys.ts';
import { plainName } from '../commands/menu-text.ts';
import { runCommand } from '../commands/run-command.ts';
import type { CommandId } from '../commands/run-command.ts';
import { Tooltip } from '../controls/tooltip.tsx';
import { EventClass, toggleClasses } from '../../shared/event-class.ts';
import type { ToggleClass } from '../../shared/event-class.ts';
import { classToggleIconId } from '../icons/class-icons.ts';
import { Icon } from '../icons/icon.tsx';
import type { IconId } from '../icons/sprite.ts';
import { canCapture } from '../live/open-live.ts';
import { shownDialect } from '../live/shown-classes.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';

const { messages } = locale;

/** Short names, as the segments and their tooltips have them. */
const CLASSES: Readonly<Record<ToggleClass, { name: string; command: CommandId }>> = {
  [EventClass.Registry]: { name: messages.classes.registry, command: 'class.registry' },
  [EventClass.FileSystem]: { name: messages.classes.fileSystem, command: 'class.file-system' },
  [EventClass.Network]: { name: messages.classes.network, command: 'class.network' },
  [EventClass.Process]: { name: messages.classes.process, command: 'class.process' },
  [EventClass.Profiling]: { name: messages.classes.profiling, command: 'class.profiling' },
  [EventClass.Ipc]: { name: messages.classes.ipc, command: 'class.ipc' },
  [EventClass.Memory]: { name: messages.classes.memory, command: 'class.memory' },
  [EventClass.Device]: { name: messages.classes.device, command: 'class.device' },
  [EventClass.Security]: { name: messages.classes.security, command: 'class.security' },
  [EventClass.System]: { name: messages.classes.system, command: 'class.system' },
};

/** The toolbar is one tab stop; arrows walk within it. */
export function Toolbar(): JSX.Element {
  const dialect = useAppState(shownDialect);
  const offersCapture = useAppState(canCapture);
  return (
    <Base.Root className="toolbar" aria-label={messages.toolbar}>
      <ToolButton id="file.open" icon="folder-open-20-regular" />
      <ToolButton id="file.save" icon="save-20-regular" />
      <Base.Separator className="tool-separator" />
      {offersCapture ? <CaptureButtons /> : null}
      <ToolButton id="filter.filter" icon="filter-20-regular" />
      <ToolButton id="filter.highlight" icon="highlight-20-regular" />
      <Base.Separator className="tool-separator" />
      <ToolButton id="edit.find" icon="search-20-regular" />
      <Base.Separator className="tool-separator" />
      <Base.Group className="class-toggles" aria-label={messages.eventClasses}>
        {toggleClasses(dialect).map((eventClass) => (
          <ClassToggle key={eventClass} eventClass={eventClass} />
        ))}
      </Base.Group>
    </Base.Root>
  );
}

/** Record, follow, clear; record the next start of the system. */
function CaptureButtons(): JSX.Element {
  return (
    <>
      <ToolButton id="file.capture" icon="record-20-regular" />
      <ToolButton
        id="edit.auto-scroll"
        icon="arrow-autofit-down-20-regular"
        iconOn="arrow-autofit-down-20-filled"
      />
      <ToolButton id="edit.clear" icon="delete-20-regular" />
      <ToolButton id="options.boot-logging" icon="power-20-regular" iconOn="power-20-filled" />
      <Base.Separator className="tool-separator" />
    </>
  );
}

interface ToolButtonProps {
  readonly id: CommandId;
  readonly icon: IconId;
  /** The icon while it is on, where it is another. */
  readonly iconOn?: IconId;
}

function ToolButton({ id, icon, iconOn }: ToolButtonProps): JSX.Element {
  const app = useApp();
  const { keys, choice, isEnabled, isChecked } = COMMANDS[id];
  const isPossible = useAppState(isEnabled);
  const isOn = useAppState(isChecked);
  const name = plainName(messages.commands.commands[id]);
  const [chord] = keys;
  return (
    <Tooltip label={name} shortcut={chord === undefined ? undefined : chordText(chord, isMacKeyboard)}>
      <Base.Button
        className="tool-button"
        aria-label={name}
        aria-pressed={choice === undefined ? undefined : isOn}
        data-command={id}
        disabled={!isPossible}
        onClick={() => runCommand(app, id)}
      >
        <Icon id={isOn && iconOn !== undefined ? iconOn : icon} edge={20} />
      </Base.Button>
    </Tooltip>
  );
}

function ClassToggle({ eventClass }: { eventClass: ToggleClass }): JSX.Element {
  const app = useApp();
  const { name, command } = CLASSES[eventClass];
  const { isChecked, isEnabled } = COMMANDS[command];
  const isOn = useAppState(isChecked);
  const isPossible = useAppState(isEnabled);
  return (
    <Tooltip label={messages.toggleHint(name, isOn)}>
      <Base.Button
        className="class-toggle"
        aria-pressed={isOn}
        aria-label={name}
        disabled={!isPossible}
        onClick={() => runCommand(app, command)}
      >
        <Icon id={classToggleIconId(eventClass, isOn)} edge={20} className={`class-${eventClass}`} />
        <span>{name}</span>
      </Base.Button>
    </Tooltip>
  );
}
