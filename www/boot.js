// Starts the app, or says in a plain sentence why it does not start. A file of its own because the page's
// Content-Security-Policy allows no inline script; Trunk writes the addresses into this script's data attributes
// (data-js, data-wasm; data-worker and data-reader are for the app).

const script = document.querySelector('script[data-wasm]');
const address = (name) => new URL(script.dataset[name], document.baseURI);

/** Puts `sentence` before whatever goes wrong with `promise`. */
const orSay = (sentence, promise) => promise.catch((cause) => { throw new Error(sentence, { cause }); });

/** Whether workers may be modules: a browser that knows of it asks for the type, before it sees that this is no address. */
function hasModuleWorkers() {
  let asked = false;
  try {
    new Worker('https://[', { get type() { asked = true; return 'module'; } });
  } catch { /* as expected */ }
  return asked;
}

/** The app's wasm, compiled. Its checksum, which Trunk leaves in the preload link, is checked by the browser. */
async function compiled() {
  const preload = document.querySelector('link[rel="preload"][as="fetch"]');
  const response = await fetch(address('wasm'), preload?.dataset.integrity ? { integrity: preload.dataset.integrity } : {});
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  // Some hosts do not know the type of wasm, without which a browser will not compile it as it arrives.
  return response.headers.get('content-type') === 'application/wasm'
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

try {
  const advice = 'Use a current Chrome, Edge, Firefox or Safari.';
  if (typeof WebAssembly !== 'object') throw new Error(`This browser has no WebAssembly, or it is turned off. ${advice}`);
  if (!hasModuleWorkers()) throw new Error(`This browser cannot run a module in a worker. ${advice}`);

  const lost = 'A part of the app did not arrive. Check the connection and reload the page.';
  const wasm = compiled().catch((cause) => {
    const refused = cause instanceof WebAssembly.CompileError;
    throw new Error(refused ? `This browser cannot compile the app. ${advice}` : lost, { cause });
  });
  const [{ default: init }, module] = await Promise.all([orSay(lost, import(address('js'))), wasm]);
  await orSay('The app stopped while it was starting. Reload the page.', init({ module_or_path: module }));
} catch (error) {
  document.documentElement.dataset.state = 'failed';
  const reason = error.cause ? ` (${error.cause.message ?? error.cause})` : '';
  const words = `${error.message}${reason} Nothing can be trained until then; the text on this page can still be read.`;
  for (const id of ['status', 'announcer']) document.getElementById(id).textContent = words;
  // The whole story, for whoever looks.
  console.error(error);
}
