// Measures in a worker, as the page does its numerics: this thread stays free to be asked how far it is. A file of its
// own because the Content-Security-Policy allows no inline script.
const show = (text) => { document.getElementById('rows').textContent = text; };
const worker = new Worker('worker.js', { type: 'module' });
worker.onmessage = ({ data }) => show(data);
worker.onerror = ({ message }) => show(`failed: ${message || 'the worker does not start'}`);
