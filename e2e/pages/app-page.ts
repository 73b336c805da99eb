import type { Locator, Page } from '@playwright/test';
import { type Language, languages, word } from './words.ts';

/** Where things are in the window, by role and accessible name. */
export class AppPage {
  readonly page: Page;
  /** Connections and their buckets. */
  readonly tree: Locator;
  /** The objects of the place that is shown. */
  readonly objects: Locator;
  /** The steps of the address; `addressField` while it is typed. */
  readonly address: Locator;
  readonly addressField: Locator;
  readonly filter: Locator;
  readonly inspector: Locator;
  readonly jobs: Locator;
  readonly dialog: Locator;
  readonly menu: Locator;
  /** Words across the top while the host is away. */
  readonly offlineBanner: Locator;

  constructor(page: Page) {
    this.page = page;
    this.tree = page.getByRole('treegrid');
    this.objects = page.locator('main').getByRole('grid');
    this.address = page.getByRole('navigation', { name: 'Path' });
    this.addressField = page.getByRole('textbox', { name: 'Address' });
    this.filter = page.locator('main').getByRole('searchbox');
    this.inspector = this.pane('inspector');
    this.jobs = this.pane('dock');
    this.dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
    this.menu = page.getByRole('menu');
    this.offlineBanner = page.getByText('Stowage does not answer.');
  }

  /** A connection or a bucket in the tree. */
  treeRow(name: string): Locator {
    return this.tree.getByRole('row', { name, exact: true });
  }

  /** A folder or an object in the table, by its whole name. */
  row(name: string): Locator {
    return this.objects
      .getByRole('row')
      .filter({ has: this.page.locator(`[title=${JSON.stringify(name)}]`) });
  }

  /** Names of the rows that are drawn, in their order. */
  async rowNames(): Promise<string[]> {
    return await this.objects
      .locator('[aria-colindex="2"] > [title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''));
  }

  /** A job in the dock, by its title. */
  job(title: string): Locator {
    return this.jobs
      .getByRole('listitem')
      .filter({ has: this.page.locator(`[title=${JSON.stringify(title)}]`) });
  }

  /** A pane of the window, whatever its language. */
  pane(name: 'tree' | 'inspector' | 'dock'): Locator {
    const nameIn = (language: Language) =>
      this.page.getByRole('region', { name: word(language, `shell.panes.${name}`) });
    return languages
      .map(nameIn)
      .reduce((all, one) => all.or(one))
      .first();
  }

  /** A button of the bar above the objects, the sidebar or a dialog. */
  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  menuItem(name: string): Locator {
    return this.menu.getByRole('menuitem', { name, exact: true });
  }
}
