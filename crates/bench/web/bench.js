// Starts the benchmark; a file of its own because the Content-Security-Policy allows no inline script.
import init from './costscape-bench.js';
try {
  await init();
} catch (error) {
  document.getElementById('rows').textContent = `failed: ${error}`;
}
