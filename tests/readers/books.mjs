#!/usr/bin/env node
// books.mjs - two reading systems open the books: contents, pages, series, rights, and words on the screen. timeout: 300
import fs from 'node:fs';
import path from 'node:path';
import lib from './lib.cjs';

const names = ['2022-page-furniture', '2020-kicker-markdown', 'iseas-2021'];
const books = Object.fromEntries([
    ...names.map(n => [n, lib.single(path.join(lib.TOP, 'samples', `${n}.txt`), 'epub')]), ['collection', lib.collection()]]);
const fold = s => s.replace(/\s+/g, ' ').trim(); // both readers fold no-break spaces, too
const unescape = s => s.replace(/<[^>]+>/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"')
    .replace(/&#x([0-9a-f]+);/gi, (_, n) => String.fromCodePoint(parseInt(n, 16)))
    .replace(/&#(\d+);/g, (_, n) => String.fromCodePoint(n)).replace(/&amp;/g, '&');

// What the files of a book say, read as plain text: the wanted values.
function wanted(book) {
    const { folder, parts } = lib.unpack(book);
    const opf = path.join(folder, 'epub/package.opf');
    const nav = Object.fromEntries(lib.text(path.join(folder, 'epub/nav.xhtml'), 'nav').map(n =>
        [n.match(/epub:type="([^"]+)"/)[1], [...n.matchAll(/<a\b[^>]*>([^]*?)<\/a>/g)].map(m => fold(unescape(m[1])))]));
    const one = (element, attribute = '') =>
        lib.text(opf, element).filter(e => e.includes(attribute)).map(e => fold(unescape(e)))[0];
    const source = fs.readFileSync(opf, 'utf8');
    const old = name => unescape(source.match(new RegExp(`name="calibre:${name}" content="([^"]*)"`))?.[1] ?? '');
    return { parts, toc: nav.toc, pages: nav['page-list'] ?? [], title: one('dc:title'), rights: one('dc:rights') ?? null,
        series: old('series'), position: Number(old('series_index')), authors: lib.text(opf, 'dc:creator').map(e => fold(unescape(e))) };
}

const EPUBJS = `<!DOCTYPE html><meta charset="utf-8"><body><div id="area" style="width:800px;height:900px"></div>
<script src="/modules/jszip/dist/jszip.min.js"></script><script src="/modules/epubjs/dist/epub.min.js"></script>`;
const FOLIATE = `<!DOCTYPE html><meta charset="utf-8"><style>html,body{height:100%;margin:0}foliate-view{display:block;height:100%}</style>
<body><script type="module">import * as view from '/modules/foliate-js/view.js'; window.makeBook = view.makeBook;</script>`;

// Opens a book in epub.js and shows each part.
async function inEpubJs(page, file, parts) {
    return page.evaluate(async ({ file, parts }) => {
        const book = window.ePub(file);
        await book.ready;
        const flat = list => list.flatMap(i => [i.label.replace(/\s+/g, ' ').trim(), ...flat(i.subitems || [])]);
        const rendition = book.renderTo('area', { width: 800, height: 900, flow: 'scrolled-doc' });
        const shown = [];
        for (const part of parts) {
            await rendition.display(`${part}.xhtml`);
            const body = rendition.getContents()[0].document.body;
            shown.push(body.querySelector('h1')?.textContent && body.textContent.length > 500 ? part : `${part}: empty`);
        }
        const landmark = book.navigation.landmark('bodymatter');
        return { toc: flat(book.navigation.toc), pages: (book.pageList.pageList || []).length, title: book.packaging.metadata.title,
            rights: book.packaging.metadata.rights, shown, landmark: landmark && landmark.href, cover: Boolean(await book.coverUrl()) };
    }, { file, parts });
}

// The same in foliate-js, whose reader is an element.
async function inFoliate(page, file) {
    return page.evaluate(async file => {
        const data = await (await fetch(file)).blob();
        const book = await window.makeBook(new File([data], 'book.epub', { type: 'application/epub+zip' }));
        const flat = list => (list || []).flatMap(i => [i.label.replace(/\s+/g, ' ').trim(), ...flat(i.subitems)]);
        const view = document.createElement('foliate-view');
        document.body.append(view);
        const words = [];
        view.addEventListener('load', e => words.push(e.detail.doc.body.textContent.length));
        await view.open(book);
        const start = book.landmarks.find(l => l.type.includes('bodymatter')).href;
        await view.goTo(start);
        const m = book.metadata;
        const dangling = [];
        for (const entry of [...book.toc.flatMap(i => [i, ...(i.subitems || [])]), ...(book.pageList || [])]) {
            const to = book.resolveHref(entry.href);
            const doc = await book.sections[to.index].createDocument();
            if (entry.href.includes('#') && !to.anchor(doc)) dangling.push(entry.href);
        }
        const contributors = [m.author].flat().filter(Boolean).map(a => typeof a === 'string' ? a : a.name);
        return { toc: flat(book.toc), pages: flat(book.pageList), title: m.title, rights: m.rights ?? null, series: m.belongsTo?.series,
            authors: contributors, words, dangling, cover: Boolean(await book.getCover()) };
    }, file);
}

const server = await lib.serve({ '/epubjs.html': EPUBJS, '/foliate.html': FOLIATE });
const browser = await lib.browser();
for (const [name, book] of Object.entries(books)) {
    const want = wanted(book);
    const file = `${server.url}/scratch/${path.basename(book)}`;
    for (const reader of ['epubjs', 'foliate']) {
        const page = await browser.newPage({ viewport: { width: 900, height: 1000 } });
        const troubles = [];
        page.on('pageerror', e => troubles.push(String(e)));
        await page.goto(`${server.url}/${reader}.html`);
        let said;
        try {
            if (reader === 'foliate') await page.waitForFunction(() => window.makeBook);
            said = await (reader === 'epubjs' ? inEpubJs(page, file, want.parts) : inFoliate(page, file));
        } catch (error) {
            lib.ok(false, `${reader}: ${name}: opens`, String(error), ...troubles);
            await page.close();
            continue;
        }
        const label = `${reader}: ${name}`;
        lib.ok(troubles.length === 0, `${label}: opens`, ...troubles);
        lib.is(`${label}: contents`, said.toc, want.toc);
        lib.ok(want.toc.length > want.parts.length, `${label}: the contents have every part and sections`, want.toc);
        lib.is(`${label}: title`, said.title, want.title);
        lib.is(`${label}: rights`, said.rights || null, want.rights);
        lib.ok(said.cover, `${label}: cover`);
        if (reader === 'epubjs') {
            lib.is(`${label}: printed pages`, said.pages, want.pages.length);
            lib.is(`${label}: every part is shown`, said.shown, want.parts);
            lib.ok(said.landmark && said.landmark.startsWith(want.parts[0]), `${label}: where the text begins`, said.landmark);
        } else {
            lib.is(`${label}: printed pages`, said.pages, want.pages);
            lib.is(`${label}: authors`, said.authors, want.authors);
            lib.is(`${label}: all entries lead somewhere`, said.dangling, []);
            lib.ok(said.words.some(n => n > 500), `${label}: the first part is shown`, said.words);
            if (want.series) lib.is(`${label}: place in the series`, said.series, { name: want.series, position: want.position || null });
            fs.mkdirSync(lib.BUILD, { recursive: true });
            await page.screenshot({ path: path.join(lib.BUILD, `foliate-${name}.png`) });
        }
        await page.close();
    }
}

// A reader can say no: an entry that leads nowhere, a book without its place in a series.
fs.copyFileSync(books['iseas-2021'], path.join(lib.scratch, 'spoilt.epub'));
const { folder } = lib.unpack(path.join(lib.scratch, 'spoilt.epub'));
const change = (file, what, by) => {
    const at = path.join(folder, 'epub', file);
    fs.writeFileSync(at, fs.readFileSync(at, 'utf8').replace(what, by));
};
change('nav.xhtml', /-sec1"/, '-nowhere"');
change('package.opf', /<meta name="calibre:series"[^>]*>/, '');
lib.zip(folder, 'spoilt-again.epub');
const page = await browser.newPage();
await page.goto(`${server.url}/foliate.html`);
await page.waitForFunction(() => window.makeBook);
const spoilt = await inFoliate(page, `${server.url}/scratch/spoilt-again.epub`);
lib.is('a planted entry that leads nowhere is seen', spoilt.dangling.length, 1);
lib.ok(!spoilt.series?.name, 'a series that is not named is seen', spoilt.series);
await browser.close();
server.close();
lib.finish();
