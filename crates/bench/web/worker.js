import init from './costscape-bench.js';
try {
  await init();
} catch (error) {
  postMessage(`failed: ${error}`);
}
