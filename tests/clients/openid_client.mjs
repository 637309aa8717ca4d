// A city's app on openid-client: prints where to send the person, reads where he came back, prints what it learned.
//   node openid_client.mjs code|device <issuer> <client id> <secret or -> <redirect address> <address after signing out>
import { createInterface } from 'node:readline/promises'
import * as client from 'openid-client'

const [flow, issuer, id, secret, redirect_uri, post_logout_redirect_uri] = process.argv.slice(2)
const say = (facts) => process.stdout.write(JSON.stringify(facts) + '\n')
const method = secret === '-' ? client.None() : client.ClientSecretBasic(secret)
const config = await client.discovery(new URL(issuer), id, undefined, method, {
  execute: [client.allowInsecureRequests],
})

async function byCode() {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()]
  say({
    url: client.buildAuthorizationUrl(config, {
      redirect_uri,
      scope: 'openid profile phone',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    }).href,
  })
  const lines = createInterface({ input: process.stdin })
  const { value } = await lines[Symbol.asyncIterator]().next()
  lines.close()
  return client.authorizationCodeGrant(config, new URL(value), { pkceCodeVerifier, expectedState, expectedNonce })
}

async function byDevice() {
  const asked = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' })
  say({ url: asked.verification_uri_complete })
  return client.pollDeviceAuthorizationGrant(config, asked)
}

const tokens = await (flow === 'device' ? byDevice() : byCode())
const sub = tokens.claims()?.sub ?? client.skipSubjectCheck
const known = await client.fetchUserInfo(config, tokens.access_token, sub)
const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token)
const again = await client.fetchUserInfo(config, refreshed.access_token, known.sub)
say({
  claims: tokens.claims() ?? null,
  known,
  again,
  turned: refreshed.refresh_token !== tokens.refresh_token,
  access_token: refreshed.access_token,
  leave: client.buildEndSessionUrl(config, {
    post_logout_redirect_uri,
    ...(tokens.id_token && { id_token_hint: tokens.id_token }),
  }).href,
})
