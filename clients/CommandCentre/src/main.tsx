import { render } from 'preact';
import { App } from './shell/App';
import './shell/base.css';
import './shell/shell.css';
import './forms/forms.css';

const place = document.getElementById('app');
if (place) {
  render(<App />, place);
}
