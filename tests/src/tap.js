// Runs ahead of everything else in each page and each worker of a journey, and keeps what went wrong and what took long.
(() => {
  const inPage = typeof document !== 'undefined';
  const channel = new BroadcastChannel('tap');
  const complaints = [];
  const tasks = [];

  // A worker has no one to ask it; it tells the page.
  const complain = (kind, text) => {
    if (inPage) complaints.push(`${kind}: ${text}`);
    else channel.postMessage(`worker's ${kind}: ${text}`);
  };

  for (const kind of ['error', 'warn']) {
    const original = console[kind];
    console[kind] = (...words) => {
      complain(`console.${kind}`, words.map((word) => word?.stack ?? String(word)).join(' '));
      original.apply(console, words);
    };
  }
  // Capturing, since the failure of an element to load does not bubble.
  addEventListener('error', (event) => {
    const { target } = event;
    complain('error', event.message || `cannot load ${target?.src || target?.href || 'something'}`);
  }, true);
  addEventListener('unhandledrejection', (event) => complain('unhandled rejection', event.reason?.stack ?? event.reason));
  addEventListener('securitypolicyviolation', (event) => {
    complain('policy', `${event.effectiveDirective} forbids ${event.blockedURI} in ${event.sourceFile || 'the page'}`);
  });
  if (typeof Worker === 'function') {
    const Plain = Worker;
    self.Worker = class Worker extends Plain {
      constructor(...values) {
        super(...values);
        this.addEventListener('error', (event) => complain('worker', event.message || `cannot load ${values[0]}`));
        this.addEventListener('messageerror', () => complain('worker', 'a message that cannot be read'));
      }
    };
  }
  if (!inPage) return;

  channel.onmessage = (event) => complaints.push(event.data);
  performance.setResourceTimingBufferSize(10_000);
  // The browser reports tasks from 50 ms on.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push({ start_ms: entry.startTime, duration_ms: entry.duration });
  }).observe({ type: 'longtask', buffered: true });
  self.tap = { complaints, tasks };
})();
