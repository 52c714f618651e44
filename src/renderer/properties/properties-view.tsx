import { Tabs } from '@base-ui/react/tabs';
import { useEffect } from 'react';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { EventTab } from './event-tab.tsx';
import { columnText } from './event-values.ts';
import { ProcessTab } from './process-tab.tsx';
import { PropertiesFooter } from './properties-footer.tsx';
import { useProperties, usePropertiesState } from './properties-context.ts';
import { PropertiesNotice } from './properties-notice.tsx';
import { PROPERTIES_TABS } from './properties-query.ts';
import type { PropertiesTab } from './properties-query.ts';
import { PropertiesTitle } from './properties-title.tsx';
import { StackTab } from './stack-tab.tsx';
import { usePropertiesKeys } from './use-properties-keys.ts';

/** The whole window, band by band. */
export function PropertiesView(): JSX.Element {
  const session = useProperties();
  const tab = usePropertiesState((state) => state.tab);
  const shown = usePropertiesState((state) => state.shown);
  const row = usePropertiesState((state) => state.place.row);
  const isDesktop = usePropertiesState((state) => state.shell.host === 'desktop');
  const texts = locale.messages.properties;
  const title =
    shown === undefined
      ? texts.loading
      : texts.title(row === undefined ? undefined : locale.number(row + 1), columnText(shown, 'operation'));
  useEffect(() => {
    document.title = title;
  }, [title]);
  usePropertiesKeys();

  return (
    <div className="properties">
      {isDesktop ? <PropertiesTitle title={title} /> : <BrowserHeading title={title} />}
      <Tabs.Root
        render={<main />}
        className="tabs-root"
        value={tab}
        onValueChange={(value: PropertiesTab) => session.chooseTab(value)}
      >
        <Tabs.List className="tabs" aria-label={texts.tabList} activateOnFocus>
          {PROPERTIES_TABS.map((name) => (
            <Tabs.Tab key={name} className="tab" value={name}>
              {texts.tabs[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {PROPERTIES_TABS.map((name) => (
          <Tabs.Panel key={name} className={`tab-panel tab-panel-${name}`} value={name}>
            {shown === undefined ? null : name === 'event' ? (
              <EventTab properties={shown} />
            ) : name === 'process' ? (
              <ProcessTab properties={shown} />
            ) : (
              <StackTab properties={shown} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs.Root>
      <PropertiesNotice />
      <PropertiesFooter />
    </div>
  );
}

/** A browser shows the title itself; those who do not see it find it in the page. */
function BrowserHeading({ title }: { title: string }): JSX.Element {
  return (
    <header className="properties-heading">
      <h1>{title}</h1>
    </header>
  );
}
