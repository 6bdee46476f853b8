import { render } from 'preact';
import { comeBack } from './session/sign-in';
import { App } from './shell/App';
import './shell/base.css';
import './shell/shell.css';
import './forms/forms.css';

void comeBack();

const place = document.getElementById('app');
if (place) {
  render(<App />, place);
}
