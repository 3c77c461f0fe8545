/** The page of the demo. */
export const demoPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sentinel</title>
<style>
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
  code { background: #8882; padding: .1em .3em; border-radius: .2em; }
</style>
<h1>Sentinel is running</h1>
<p>This page comes from a small demo origin, through the proxy.</p>
<ul>
  <li><a href="/echo?hello=world"><code>/echo</code></a> shows what the origin received</li>
  <li><a href="/events"><code>/events</code></a> sends five events, one a second</li>
  <li><a href="/-/status"><code>/-/status</code></a> and <a href="/-/health"><code>/-/health</code></a>
    are answered by Sentinel itself</li>
</ul>
<p>Write a <code>sentinel.kdl</code> and start again to proxy something of your own.</p>
</html>
`;
