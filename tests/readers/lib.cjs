// lib.cjs - what the tests with a browser share: TAP, books of the samples, a web server of their own, Chromium.
'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { chromium } = require('playwright-core');

const TOP = path.resolve(__dirname, '../..');
const BUILD = path.resolve(TOP, process.env.BUILD || 'build/readers');
const RSIS = path.resolve(TOP, process.env.RSIS || path.join(BUILD, 'rsis'));
const MODULES = path.join(TOP, 'tests/node_modules');
const BROWSER = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
const SAMPLES = fs.readdirSync(path.join(TOP, 'samples')).filter(n => n.endsWith('.txt')).sort()
    .map(n => path.join(TOP, 'samples', n));
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'rsis-readers-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

let count = 0;
let failed = 0;

function ok(holds, name, ...why) {
    count++;
    if (!holds) failed++;
    console.log(`${holds ? 'ok' : 'not ok'} ${count} - ${name}`);
    if (!holds) for (const line of why.map(w => typeof w === 'string' ? w : JSON.stringify(w) ?? 'undefined').join('\n').split('\n').slice(0, 30))
        console.log(`# ${line}`);
}

// Of two lists only what differs is shown.
function is(name, got, wanted) {
    const differ = (a, b) => Array.isArray(a) && Array.isArray(b) ? a.filter((x, i) => JSON.stringify(x) !== JSON.stringify(b[i])) : a;
    ok(JSON.stringify(got) === JSON.stringify(wanted), name, { got: differ(got, wanted) }, { wanted: differ(wanted, got) });
}

// Ends the test; a plan stands last, so that a test which dies has none.
function finish() {
    console.log(`1..${count}`);
    process.exitCode = failed ? 1 : 0;
}

function rsis(...args) {
    const done = spawnSync(RSIS, args, { encoding: 'utf8' });
    if (done.status === null || done.status > 1) throw new Error(`rsis ${args.join(' ')}: ${done.status} ${done.stderr}`);
}

const series = sample => path.basename(sample).startsWith('iseas-') ? ['--series', 'iseas-perspective'] : [];

// A sample as EPUB or HTML.
function single(sample, to) {
    const out = path.join(scratch, `${path.basename(sample, '.txt')}.${to}`);
    rsis('convert', '-q', ...series(sample), '-t', to, '-o', out, sample);
    return out;
}

// All samples of the default series in one book.
function collection() {
    const out = path.join(scratch, 'collection.epub');
    rsis('collect', '-q', '-o', out, ...SAMPLES.filter(s => !series(s).length));
    return out;
}

// The files of a book, and what its package document lists as parts: pages that have their JATS beside them.
function unpack(book) {
    const folder = path.join(scratch, `${path.basename(book, '.epub')}-files`);
    fs.mkdirSync(folder);
    execFileSync('unzip', ['-q', book, '-d', folder]);
    const spine = [...fs.readFileSync(path.join(folder, 'epub/package.opf'), 'utf8').matchAll(/<itemref[^>]*idref="([^"]+)"/g)];
    const parts = spine.map(m => m[1]).filter(id => fs.existsSync(path.join(folder, 'epub', `${id}.xml`)));
    return { folder, parts };
}

// The files of a book as a book again.
function zip(folder, name) {
    const out = path.join(scratch, name);
    execFileSync('zip', ['-qX0', out, 'mimetype'], { cwd: folder });
    execFileSync('zip', ['-qXr9', out, 'META-INF', 'epub'], { cwd: folder });
    return out;
}

const TYPES = { '.html': 'text/html; charset=utf-8', '.xhtml': 'application/xhtml+xml', '.js': 'text/javascript', '.css': 'text/css',
    '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.epub': 'application/epub+zip', '.xml': 'text/xml' };

// A server on this machine alone: /scratch/ is what the test made, /modules/ is node_modules, and `pages` are texts by path.
async function serve(pages = {}) {
    const server = http.createServer((request, response) => {
        const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
        const base = { scratch, modules: MODULES }[name.split('/')[1]];
        const file = base && path.join(base, ...name.split('/').slice(2));
        const data = name in pages ? pages[name] : file && file.startsWith(base) && fs.existsSync(file) && fs.readFileSync(file);
        response.writeHead(data ? 200 : 404, { 'Content-Type': TYPES[path.extname(name)] || 'application/octet-stream' });
        response.end(data || '');
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// Chromium cannot sandbox itself for root, and what it opens here is our own.
const browser = () => chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox'] });

const text = (file, element) =>
    [...fs.readFileSync(file, 'utf8').matchAll(new RegExp(`<${element}[ >][^]*?</${element}>`, 'g'))].map(m => m[0]);

module.exports = { BROWSER, BUILD, MODULES, SAMPLES, TOP, browser, collection, finish, is, ok, scratch, serve, single, text, unpack, zip };
