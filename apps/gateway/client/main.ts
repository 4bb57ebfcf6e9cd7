import './styles/base.css';
import './styles/layout.css';
import './styles/forms.css';
import './styles/pictures.css';
import './styles/photos.css';
import './styles/shapes.css';
import './styles/select.css';
import './styles/viewer.css';
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
// Only so that it stands in the manifest: the server names it in the head of every page.
import './favicon.svg?url&no-inline';

import { closeQuestions } from './confirm.js';
import { chooseCopies } from './copies.js';
import { offerCopies } from './copy.js';
import { enhance } from './enhance.js';
import { offerHelp } from './help.js';
import { pressByKey } from './keys.js';
import { keepLive } from './live.js';
import { startPhotos } from './photos/start.js';
import { startSelection } from './select/start.js';
import { startUploads } from './upload/start.js';
import { startViewer } from './view/start.js';

// Every page works without this file; each part looks for what it can help with and leaves the rest alone.
startSelection();
enhance(document.body);
closeQuestions();
offerCopies();
chooseCopies();
keepLive();
startPhotos();
startUploads();
startViewer();
pressByKey();
offerHelp();
