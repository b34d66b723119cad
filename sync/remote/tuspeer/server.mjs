// A tus server of other people's making, for the tests of our uploads:
// node server.mjs FOLDER. It prints the port that it listens on.
import { createServer } from 'node:http'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'

const tus = new Server({
  path: '/v1/packets',
  relativeLocation: true,
  datastore: new FileStore({ directory: process.argv[2] }),
})
const server = createServer((req, res) => tus.handle(req, res))
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('close', () => process.exit(0)).resume() // ends with the test
