#!/usr/bin/env node
// ace.mjs - Ace by DAISY finds no barrier in the collection of the samples and in two books of one paper. timeout: 600
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import lib from './lib.cjs';

const ACE = path.join(lib.MODULES, '@daisy/ace-cli/bin/ace.js');

// What Ace says of a book: its outcome, and each assertion that failed as "where: rule (impact)".
function ace(book) {
    const out = path.join(lib.scratch, `${path.basename(book, '.epub')}-ace`);
    const done = spawnSync(process.execPath, [ACE, '-f', '-s', '-o', out, book], {
        encoding: 'utf8',
        env: { ...process.env, PUPPETEER_EXECUTABLE_PATH: lib.BROWSER, ACE_TIMEOUT_INITIAL: '60000', HOME: lib.scratch },
    });
    const file = path.join(out, 'report.json');
    if (!fs.existsSync(file)) return { outcome: 'no report', issues: [done.stdout, done.stderr], documents: 0 };
    const report = JSON.parse(fs.readFileSync(file, 'utf8'));
    const issues = report.assertions.flatMap(a => (a.assertions || []).map(i =>
        `${a['earl:testSubject'].url}: ${i['earl:test']['dct:title']} (${i['earl:test']['earl:impact']}) ${i['earl:result'].html || ''}`));
    return { outcome: report['earl:result']['earl:outcome'], issues, documents: report.assertions.length };
}

// Documents that Ace looked at are all those of the spine.
function accessible(name, book) {
    const found = ace(book);
    lib.is(`${name}: outcome`, found.outcome, 'pass');
    lib.ok(found.issues.length === 0, `${name}: no issue`, ...found.issues);
    return found;
}

const books = ['2020-kicker-markdown', 'iseas-2021'].map(n => [n, lib.single(path.join(lib.TOP, 'samples', `${n}.txt`), 'epub')]);
for (const [name, book] of [...books, ['collection', lib.collection()]]) accessible(name, book);

// Ace can say no: a language and an alternative text less.
const { folder } = lib.unpack(books[0][1]);
const opf = path.join(folder, 'epub/package.opf');
fs.writeFileSync(opf, fs.readFileSync(opf, 'utf8').replace(/ xml:lang="[^"]*"/, ''));
const page = path.join(folder, 'epub/cover.xhtml');
fs.writeFileSync(page, fs.readFileSync(page, 'utf8').replace(/ alt="[^"]*"/, '').replace(/ (aria-label|aria-labelledby)="[^"]*"/g, ''));
const found = ace(lib.zip(folder, 'spoilt.epub'));
lib.is('planted faults: outcome', found.outcome, 'fail');
lib.ok(found.issues.some(i => i.includes('epub-lang')), 'a missing language is seen', found);
lib.ok(found.issues.some(i => /image-alt|svg-img-alt|role-img-alt/.test(i)), 'a missing alternative text is seen', found);
lib.finish();
