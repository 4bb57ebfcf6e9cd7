import './styles/base.css';
import './styles/layout.css';
import './styles/forms.css';
import './styles/pictures.css';
import './styles/photos.css';
import './styles/shapes.css';
import './styles/select.css';
import './styles/viewer.css';
import './styles/viewer-phone.css';
import './styles/about.css';
import './styles/choose.css';
import './styles/uploads.css';
import './styles/trash.css';
import './styles/account.css';
import './styles/share.css';
import './styles/sheet.css';
import './styles/docs.css';
import './styles/search.css';
import './styles/albums.css';
import './styles/crop.css';
// Imported so that the manifest lists it: the server links it in the head of every page.
import './favicon.svg?url&no-inline';

import { closeConfirmMenus } from './confirm-menus.js';
import { startCrop } from './crop/start.js';
import { enhance } from './enhance.js';
import { offerShortcutSheet } from './shortcut-sheet.js';
import { pressByShortcut } from './shortcuts.js';
import { keepLive } from './live.js';
import { startPhotos } from './photos/start.js';
import { startSelection } from './select/start.js';
import { leaveWhenLoggedOut } from './session.js';
import { startUploads } from './upload/start.js';
import { startViewer } from './view/start.js';
import { keepPlaces } from './way-back.js';

// The browser code. Every page works without it: the server renders all HTML, and each part below enhances what it finds on the page.
// Start with live.ts (refreshing #live), photos/ (the timeline), upload/, select/, view/ (the viewer) and crop/.
startSelection();
enhance(document.body);
closeConfirmMenus();
keepLive();
startPhotos();
startUploads();
startViewer();
startCrop();
keepPlaces();
leaveWhenLoggedOut();
pressByShortcut();
offerShortcutSheet();
