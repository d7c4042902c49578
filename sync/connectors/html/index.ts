export { shownText, textToHtml } from './to-html';
export { htmlToText } from './to-text';
