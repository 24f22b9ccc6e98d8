export { tracedHandler } from './traced-handler.js';
