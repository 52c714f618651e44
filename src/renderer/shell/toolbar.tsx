import type { JSX, KeyboardEvent } from 'react';
import { EventClass, TOGGLE_CLASSES, classBit } from '../../shared/event-class.ts';
import { classToggleIconId } from '../icons/class-icons.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { useState } from 'react';

const { messages } = locale;

type ToggleClass = (typeof TOGGLE_CLASSES)[number];

const NAMES: Readonly<Record<ToggleClass, string>> = {
  [EventClass.Registry]: messages.classes.registry,
  [EventClass.FileSystem]: messages.classes.fileSystem,
  [EventClass.Network]: messages.classes.network,
  [EventClass.Process]: messages.classes.process,
  [EventClass.Profiling]: messages.classes.profiling,
};

/** The toolbar is one tab stop; arrows walk within it. */
export function Toolbar(): JSX.Element {
  const { session } = useApp();
  const classes = useAppState((state) => state.classes);
  const isLost = useAppState((state) => state.connection === 'lost');
  const [current, setCurrent] = useState(0);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const last = TOGGLE_CLASSES.length - 1;
    const next = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
    if (next === undefined || next < 0 || next > last) return;
    event.preventDefault();
    setCurrent(next);
    const button = event.currentTarget.querySelectorAll('button')[next];
    button?.focus();
  };

  return (
    <div className="toolbar" role="toolbar" aria-label={messages.toolbar}>
      <div className="class-toggles" role="group" aria-label={messages.eventClasses} onKeyDown={onKeyDown}>
        {TOGGLE_CLASSES.map((eventClass, index) => {
          const isOn = (classes & classBit(eventClass)) !== 0;
          return (
            <button
              key={eventClass}
              type="button"
              className="class-toggle"
              aria-pressed={isOn}
              aria-label={NAMES[eventClass]}
              title={messages.toggleHint(NAMES[eventClass], isOn)}
              tabIndex={index === current ? 0 : -1}
              disabled={isLost}
              onFocus={() => setCurrent(index)}
              onClick={() => session.setClasses(classes ^ classBit(eventClass))}
            >
              <Icon id={classToggleIconId(eventClass, isOn)} edge={20} className={`class-${eventClass}`} />
              <span>{NAMES[eventClass]}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}
