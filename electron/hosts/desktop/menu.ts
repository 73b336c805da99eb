import { Menu, type MenuItemConstructorOptions } from 'electron';

/**
 * Sets the menu bar. Only roles: the platform words them in the user's language and does what users of the platform
 * expect; everything about objects is in the page. Reload and developer tools are there while developing only.
 */
export function setMenu(platform: NodeJS.Platform, isDevelopment: boolean): void {
  const development: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
  ];
  const view: MenuItemConstructorOptions = {
    label: 'View',
    role: 'viewMenu',
    submenu: [
      ...(isDevelopment ? development : []),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { type: 'separator' },
      { role: 'togglefullscreen' },
    ],
  };
  const first: MenuItemConstructorOptions =
    platform === 'darwin' ? { role: 'appMenu' } : { role: 'fileMenu' };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([first, { role: 'editMenu' }, view, { role: 'windowMenu' }]),
  );
}
