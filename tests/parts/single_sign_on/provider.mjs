// An OpenID Connect provider made from the npm package `oidc-provider`, which knows nothing of ours.
// Whoever types a name is that person, whatever the password. It prints one JSON line when it is
// ready, with its port.
// Usage: node provider.mjs ADDRESS_TO_RETURN_TO
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [returnTo] = process.argv.slice(2);

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: 'wuzha', client_secret: 'a secret of the tests', redirect_uris: [returnTo] }],
    claims: { openid: ['sub'], profile: ['preferred_username'], email: ['email'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_, name) => ({
      accountId: name,
      claims: () => ({ sub: name, preferred_username: name }),
    }),
  });
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ what: 'ready', port })}\n`);
});
