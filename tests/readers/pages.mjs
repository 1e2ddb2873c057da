#!/usr/bin/env node
// pages.mjs - how pages look: contrast in light and dark, width, print. Pictures go to build/readers/. timeout: 300
import fs from 'node:fs';
import path from 'node:path';
import lib from './lib.cjs';

const LEAST = 7; // WCAG 2.2, 1.4.6
const sample = n => path.join(lib.TOP, 'samples', `${n}.txt`);
const book = lib.collection();
const { folder, parts } = lib.unpack(book);
const under = file => `/scratch/${path.relative(lib.scratch, file)}`;
const htmls = lib.SAMPLES.map(s => lib.single(s, 'html'));

const views = {
    chapter: under(path.join(folder, 'epub', `${parts.at(-1)}.xhtml`)),
    nav: under(path.join(folder, 'epub/nav.xhtml')),
    cover: under(path.join(folder, 'epub/cover.xhtml')),
    authors: under(path.join(folder, 'epub/authors.xhtml')),
    about: under(path.join(folder, 'epub/about.xhtml')),
    html: under(htmls.find(h => h.includes('2020-kicker'))),
};

// The least contrast of any text that is seen, by computed styles.
function leastContrast() {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const rgb = colour => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const linear = c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    // What the page is painted on when nobody paints it.
    const probe = document.body.appendChild(document.createElementNS('http://www.w3.org/1999/xhtml', 'div'));
    probe.style.backgroundColor = 'Canvas';
    const paper = rgb(getComputedStyle(probe).backgroundColor);
    probe.remove();
    const behind = e => {
        for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c[3] === 255) return c;
            if (c[3] > 0) return null; // half transparent: not measured, and so not allowed
        }
        return paper;
    };
    let least = { ratio: Infinity };
    let texts = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const e = node.parentElement;
        if (!node.data.trim() || !e.getClientRects().length) continue;
        texts++;
        let opacity = 1;
        for (let up = e; up; up = up.parentElement) opacity *= Number(getComputedStyle(up).opacity);
        const back = behind(e);
        const [a, b] = back ? [light(rgb(getComputedStyle(e).color)), light(back)].sort((x, y) => y - x) : [0, 0];
        const ratio = opacity === 1 ? (a + 0.05) / (b + 0.05) : 0;
        if (ratio < least.ratio) least = { ratio, text: node.data.trim().slice(0, 60), colour: getComputedStyle(e).color, back };
    }
    return { ...least, texts, paper };
}

// The contrast of a picture: between the colour of most of its pixels and the one that is farthest from it.
function pictureContrast(data) {
    const linear = c => c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    return new Promise(resolve => {
        const image = new Image();
        image.onload = () => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [image.width, image.height];
            const context = canvas.getContext('2d');
            context.drawImage(image, 0, 0);
            const pixels = context.getImageData(0, 0, image.width, image.height).data;
            const seen = new Map();
            for (let i = 0; i < pixels.length; i += 4) {
                const key = `${pixels[i]},${pixels[i + 1]},${pixels[i + 2]}`;
                seen.set(key, (seen.get(key) || 0) + 1);
            }
            const [back] = [...seen].sort((a, b) => b[1] - a[1])[0];
            const ratios = [...seen.keys()].map(key => {
                const [a, b] = [light(key.split(',').map(Number)), light(back.split(',').map(Number))].sort((x, y) => y - x);
                return (a + 0.05) / (b + 0.05);
            });
            resolve({ ratio: Math.max(...ratios), back });
        };
        image.src = data;
    });
}

const server = await lib.serve({ '/blank.html': '<!DOCTYPE html><title>blank</title>',
    '/grey.html': '<!DOCTYPE html><title>grey</title><p style="color:#888;background:#fff">grey words</p><p>others</p>',
    '/wide.html': `<!DOCTYPE html><title>wide</title><p>${'x'.repeat(500)}</p>` });
const browser = await lib.browser();
const measure = await browser.newPage();
await measure.goto(`${server.url}/blank.html`);

async function contrast(page, name, scheme) {
    const found = await page.evaluate(leastContrast);
    if (name === 'cover') {
        // Its words are in the picture.
        const image = await page.locator('img, svg').first().screenshot();
        const seen = await measure.evaluate(pictureContrast, `data:image/png;base64,${image.toString('base64')}`);
        lib.ok(seen.ratio >= LEAST, `${name}, ${scheme}: contrast in the picture at least ${LEAST}`, seen);
        return seen.back;
    }
    lib.ok(found.texts > 0 && found.ratio >= LEAST, `${name}, ${scheme}: contrast of every text at least ${LEAST}`, found);
    if (name === 'chapter' || name === 'html') {
        const image = await page.locator('p.body, p').nth(3).screenshot();
        const seen = await measure.evaluate(pictureContrast, `data:image/png;base64,${image.toString('base64')}`);
        lib.ok(seen.ratio >= LEAST, `${name}, ${scheme}: contrast of the pixels of a paragraph at least ${LEAST}`, seen);
    }
    return found.paper.slice(0, 3).join(',');
}

fs.mkdirSync(lib.BUILD, { recursive: true });
for (const [name, at] of Object.entries(views)) {
    const papers = [];
    for (const scheme of ['light', 'dark']) {
        const page = await browser.newPage({ colorScheme: scheme, viewport: { width: 800, height: 1000 } });
        const answer = await page.goto(server.url + at);
        lib.ok(answer.ok(), `${name}, ${scheme}: is there`, at);
        papers.push(await contrast(page, name, scheme));
        await page.screenshot({ path: path.join(lib.BUILD, `${name}-${scheme}.png`), fullPage: true });
        await page.close();
    }
    if (name !== 'cover') lib.ok(papers[0] !== papers[1], `${name}: dark is not light`, papers);
}

const tooWide = page => page.evaluate(() => {
    const root = document.documentElement;
    const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5);
    return root.scrollWidth > innerWidth ? wide.map(e => `${e.tagName} ${e.className} ${e.textContent.slice(0, 40)}`).concat('scrolls') : [];
});
// Pages of a PDF; Chromium writes its page objects in plain.
const leaves = pdf => (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) || []).length;
for (const file of htmls) {
    const name = path.basename(file);
    const page = await browser.newPage();
    const asked = [];
    page.on('request', r => asked.push(r.url()));
    for (const width of [400, 1200]) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(server.url + under(file));
        lib.is(`${name}: nothing is wider than ${width} pixels`, await tooWide(page), []);
    }
    lib.is(`${name}: asks for nothing but itself`, [...new Set(asked)].map(u => path.basename(u)).filter(u => u !== 'favicon.ico'), [name]);
    const pdf = await page.pdf({ format: 'A4' });
    const n = leaves(pdf);
    lib.ok(n >= 2 && n <= 4, `${name}: two to four pages of paper`, n);
    if (name.startsWith('2020-kicker')) {
        fs.writeFileSync(path.join(lib.BUILD, 'html.pdf'), pdf);
        await page.setViewportSize({ width: 400, height: 900 });
        await page.screenshot({ path: path.join(lib.BUILD, 'html-400.png') });
    }
    await page.close();
}

// The measures can say no.
const page = await browser.newPage({ viewport: { width: 400, height: 900 } });
await page.goto(`${server.url}/grey.html`);
lib.ok((await page.evaluate(leastContrast)).ratio < LEAST, 'grey on white is seen');
const grey = await page.locator('p').first().screenshot();
lib.ok((await measure.evaluate(pictureContrast, `data:image/png;base64,${grey.toString('base64')}`)).ratio < LEAST, 'and so are its pixels');
await page.goto(`${server.url}/wide.html`);
lib.ok((await tooWide(page)).length > 0, 'a word that is too wide is seen');
await browser.close();
server.close();
lib.finish();
