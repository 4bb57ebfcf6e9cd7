import type { VNode } from 'preact';
import { useContext } from 'preact/hooks';

import { THEMES, ThemeContext, type Theme } from '../components/theme.js';

const LABELS: Record<Theme, string> = { system: 'System', light: 'Light', dark: 'Dark' };

/** Each choice is a button, so that it takes one press with and without script. */
export function AppearanceSection({ user }: { user: { name: string } }): VNode {
  const chosen = useContext(ThemeContext);
  return (
    <section class="card part" id="appearance">
      <h2 id="appearance-title">Appearance</h2>
      <form class="segments" method="post" action={`/${user.name}/account/theme`} aria-labelledby="appearance-title">
        {THEMES.map((theme) => (
          <button key={theme} class="segment" name="theme" value={theme} aria-pressed={theme === chosen ? 'true' : 'false'}>
            {LABELS[theme]}
          </button>
        ))}
      </form>
      <p class="quiet small">In this browser, on every page. “System” goes with the settings of your device.</p>
    </section>
  );
}
