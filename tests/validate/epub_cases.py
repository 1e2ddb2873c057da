"""epub_cases.py - a small book, and what is done to it in epub.t: each case one fault and the ids it must get."""

CONTAINER = """<?xml version="1.0"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="uid">urn:uuid:4f9e1c3a-6f0b-4b5e-8a52-0c7e1d2b3a49</dc:identifier>
<dc:title id="t">A book</dc:title><dc:language>en</dc:language><dc:rights>Reserved</dc:rights>
<meta property="dcterms:modified">2024-01-02T03:04:05Z</meta>
</metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="s.css" media-type="text/css"/>
<item id="png" href="i.png" media-type="image/png"/>
</manifest><spine><itemref idref="a"/></spine></package>"""
NAV = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>Contents</title></head><body>
<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="a.xhtml#top">A</a></li></ol></nav></body></html>"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>A</title><link rel="stylesheet" type="text/css" href="s.css"/></head>
<body><h1 id="top">A</h1><!--here--></body></html>"""
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100"
                    "18dd8db00000000049454e44ae426082")
BOOK = {"META-INF/container.xml": CONTAINER, "EPUB/package.opf": PACKAGE, "EPUB/nav.xhtml": NAV, "EPUB/a.xhtml": PAGE,
        "EPUB/s.css": "p { margin: 0 }", "EPUB/i.png": PNG}

BOMB = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {chr(98 + i)} '{('&' + chr(97 + i) + ';') * 20}'>" for i in range(9)) + "]>"

# name: (member, what is replaced, by what, the errors)
CASES = {
    "nothing is wrong": ("EPUB/a.xhtml", "", "", ""),
    "an element of an earlier HTML": ("EPUB/a.xhtml", "<!--here-->", "<center>x</center>", "RSC-005"),
    "a block in a paragraph": ("EPUB/a.xhtml", "<!--here-->", "<p><div>x</div></p>", "RSC-005"),
    "a link in a link": ("EPUB/a.xhtml", "<!--here-->", "<p><a>x<a>y</a></a></p>", "RSC-005"),
    "text in a list": ("EPUB/a.xhtml", "<!--here-->", "<ul>x</ul>", "RSC-005"),
    "rows before their caption": ("EPUB/a.xhtml", "<!--here-->", "<table><tr><td>x</td></tr><caption>y</caption></table>", "RSC-005"),
    "a definition without its term": ("EPUB/a.xhtml", "<!--here-->", "<dl><dd>x</dd></dl>", "RSC-005"),
    "div in dl": ("EPUB/a.xhtml", "<!--here-->", "<dl><div><dt>x</dt><dd>y</dd></div></dl>", ""),
    "an attribute of an earlier HTML": ("EPUB/a.xhtml", "<!--here-->", "<p align='left'>x</p>", "RSC-005"),
    "a role that is none": ("EPUB/a.xhtml", "<!--here-->", "<p role='x'>x</p>", "RSC-005"),
    "the role of a chapter on article": ("EPUB/a.xhtml", "<!--here-->", "<article role='doc-chapter'>x</article>", "RSC-005"),
    "an id twice": ("EPUB/a.xhtml", "<!--here-->", "<p id='top'>x</p>", "RSC-005"),
    "an id that is not there": ("EPUB/a.xhtml", "<!--here-->", "<p aria-labelledby='x'>x</p>", "RSC-005"),
    "a label for what has none": ("EPUB/a.xhtml", "<!--here-->", "<p><label for='top'>x</label></p>", "RSC-005"),
    "a custom attribute": ("EPUB/a.xhtml", "<!--here-->", "<p xmlns:z='urn:z' z:a='b'>x</p>", ""),
    "an attribute in another's name space": ("EPUB/a.xhtml", "<!--here-->", "<p xmlns:z='http://www.w3.org/z' z:a='b'>x</p>", "HTM-054"),
    "a script that is not declared": ("EPUB/a.xhtml", "<!--here-->", "<script>x</script>", "OPF-014"),
    "a data block": ("EPUB/a.xhtml", "<!--here-->", "<script type='application/ld+json'>{}</script>", ""),
    "SVG that is not declared": ("EPUB/a.xhtml", "<!--here-->", "<svg xmlns='http://www.w3.org/2000/svg'><x/></svg>", "OPF-014"),
    "an image that is not there": ("EPUB/a.xhtml", "<!--here-->", "<p><img alt='' src='x.png'/></p>", "RSC-007"),
    "an image": ("EPUB/a.xhtml", "<!--here-->", "<p><img alt='' src='i.png'/></p>", ""),
    "a remote image": ("EPUB/a.xhtml", "<!--here-->", "<p><img alt='' src='https://example.org/x.png'/></p>", "RSC-006 OPF-014"),
    "a fragment that is not there": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='#x'>x</a></p>", "RSC-012"),
    "a link out of the container": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='../../x'>x</a></p>", "RSC-007 RSC-026"),
    "a link with a space": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='a .xhtml'>x</a></p>", "RSC-007 RSC-020"),
    "a link to a file": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='file:///x'>x</a></p>", "RSC-030"),
    "a link to an image": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='i.png'>x</a></p>", "RSC-010"),
    "a link to what is not in the spine": ("EPUB/a.xhtml", "<!--here-->", "<p><a href='nav.xhtml'>x</a></p>", "RSC-011"),
    "a style attribute": ("EPUB/a.xhtml", "<!--here-->", "<p style='a: b'>x</p>", ""),
    "a style attribute that is none": ("EPUB/a.xhtml", "<!--here-->", "<p style='a'>x</p>", "CSS-008"),
    "languages that differ": ("EPUB/a.xhtml", "<!--here-->", "<p lang='en' xml:lang='de'>x</p>", "RSC-005"),
    "a tag without its end": ("EPUB/a.xhtml", "<!--here-->", "<p>", "RSC-016"),
    "an entity of HTML": ("EPUB/a.xhtml", "<!--here-->", "&nbsp;", "RSC-016"),
    "the document type of XHTML 1.1": ("EPUB/a.xhtml", "<!DOCTYPE html>", "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.1//EN' 'x'>", "HTM-004"),
    "XML 1.1": ("EPUB/a.xhtml", 'version="1.0"', 'version="1.1"', "HTM-001"),
    "Latin-1": ("EPUB/a.xhtml", "UTF-8", "ISO-8859-1", "RSC-028"),
    "an entity of the file": ("EPUB/a.xhtml", "<!DOCTYPE html>", "<!DOCTYPE html [<!ENTITY a '<b>x</b>'>]>", ""),
    "an entity outside": ("EPUB/a.xhtml", "<!DOCTYPE html>", "<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "HTM-003"),
    "no document": ("EPUB/a.xhtml", PAGE, "", "RSC-012 RSC-016"),
    "no toc": ("EPUB/nav.xhtml", 'epub:type="toc"', "", "RSC-005"),
    "an empty entry": ("EPUB/nav.xhtml", ">A</a>", "></a>", "RSC-005"),
    "a label without list": ("EPUB/nav.xhtml", '<a href="a.xhtml#top">A</a>', "<span>A</span>", "RSC-005"),
    "strong in an entry": ("EPUB/nav.xhtml", ">A</a>", "><strong>A</strong></a>", ""),
    "an unbalanced style sheet": ("EPUB/s.css", " }", "", "CSS-008"),
    "direction": ("EPUB/s.css", "margin: 0", "direction: rtl", "CSS-001"),
    "an import that is not there": ("EPUB/s.css", "p {", "@import 'x.css'; p {", "RSC-007"),
    "no title": ("EPUB/package.opf", '<dc:title id="t">A book</dc:title>', "", "RSC-005"),
    "a modified date without time": ("EPUB/package.opf", "T03:04:05Z", "", "RSC-005"),
    "an identifier that is not there": ("EPUB/package.opf", 'unique-identifier="uid"', 'unique-identifier="x"', "OPF-030 RSC-005"),
    "a file that is not there": ("EPUB/package.opf", "i.png", "x.png", "RSC-001"),
    "a resource twice": ("EPUB/package.opf", "</manifest>", '<item id="b" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>', "OPF-074"),
    "an unknown property": ("EPUB/package.opf", 'properties="nav"', 'properties="nav x"', "OPF-027"),
    "an itemref to nothing": ("EPUB/package.opf", 'idref="a"', 'idref="x"', "OPF-049 RSC-005 RSC-011"),
    "a refinement of the wrong thing": ("EPUB/package.opf", "</metadata>", '<meta refines="#t" property="role">aut</meta></metadata>', "RSC-005"),
    "a circle of refinements": ("EPUB/package.opf", "</metadata>", '<meta id="x" refines="#y" property="file-as">x</meta>'
                                '<meta id="y" refines="#x" property="file-as">x</meta></metadata>', "OPF-065"),
    "a version that is not known": ("EPUB/package.opf", 'version="3.0"', 'version="4.0"', "OPF-001"),
    "no package": ("META-INF/container.xml", "package.opf", "x.opf", "OPF-002"),
    "a root file of another type": ("META-INF/container.xml", "oebps-package", "x", "RSC-003"),
    "a JPEG that is a PNG": ("EPUB/package.opf", "image/png", "image/jpeg", "OPF-029"),
    "half an image": ("EPUB/i.png", PNG, PNG[:16], "PKG-021"),
    "a bomb of entities": ("EPUB/a.xhtml", "<!DOCTYPE html>", BOMB + "<!--", "RSC-016 RSC-012"),
    "ten thousand levels": ("EPUB/a.xhtml", "<!--here-->", "<div>" * 10000 + "</div>" * 10000, "RSC-016"),
    "a hundred thousand ids": ("EPUB/a.xhtml", "<!--here-->", "".join(f"<p id='i{i}'/>" for i in range(100000)), ""),
    "a million words in an attribute": ("EPUB/a.xhtml", "<!--here-->", f"<p class='{'a ' * 1000000}'/>", ""),
}
# The profile for keeping finds these and not the EPUB profile.
KEPT = {
    "a book to keep": ("EPUB/a.xhtml", "", "", ""),
    "no rights": ("EPUB/package.opf", "<dc:rights>Reserved</dc:rights>", "", "RSIS-EPUB-164"),
    "scripts": ("EPUB/a.xhtml", "<!--here-->", "<script>x</script>", "OPF-014 RSIS-EPUB-162"),
    "a remote resource": ("EPUB/package.opf", "</manifest>", '<item id="v" href="https://example.org/v.mp4" media-type="video/mp4"/></manifest>',
                          "RSIS-EPUB-161"),
}

# A page with most of what HTML, SVG and MathML allow, and the package that announces it: nothing may be found.
RICH_PAGE = PAGE.replace("<!--here-->", """<p class="a b" id="1" lang="en-GB" xml:lang="en-GB" title="x" style="margin:0;_zoom:1;width:1px\\\\9" dir="auto" tabindex="-1" translate="no" data-x-y="1" accesskey="a">a<br/>b <a id="z"></a><a href="#1" rel="noopener" target="_blank" hreflang="de" type="text/html" epub:type="noteref" role="doc-noteref">1</a> <em>e<strong>f</strong></em> <ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby> <q cite="https://e.org/">q</q> <abbr title="t">x</abbr> <time>now</time> <span aria-hidden="true" role="img" aria-label="x">y</span><sup>1</sup><bdo dir="rtl">x</bdo><kbd>k</kbd><var>v</var><wbr/><data value="1">1</data><ins datetime="2020-01-01">i</ins><del cite="https://e.org">d</del></p>
<a href="#1"><div><h2>block</h2></div></a>
<section epub:type="chapter" aria-labelledby="1" role="doc-chapter"><header><h2>x</h2></header><hgroup><h3>x</h3><p>y</p></hgroup><footer><p>f</p></footer></section>
<article><main><p>x</p></main></article>
<table border="1"><caption>c</caption><colgroup><col span="2"/></colgroup><thead><tr><th scope="col" id="h1" abbr="a">x</th><th colspan="2">y</th></tr></thead><tfoot><tr><td headers="h1">1</td></tr></tfoot><tbody><tr><td rowspan="0">x</td></tr></tbody><tbody><tr><td><ul><li>x<ol start="3" reversed="" type="a"><li value="4">y</li></ol></li></ul></td></tr></tbody></table>
<table><tr><td></td></tr></table><dl><dt>a</dt><dt>b</dt><dd>c</dd><dt>d</dt><dd>e</dd></dl><dl></dl><ul></ul>
<figure role="group"><img src="i.png" alt="" width="1" height="2" srcset="i.png 1x, i.png 2x" sizes="100vw" loading="lazy"/><figcaption>c</figcaption></figure>
<figure><figcaption>c</figcaption><pre><code>x</code></pre></figure><blockquote cite="https://e.org"><p>x</p></blockquote>
<aside epub:type="footnote" role="doc-footnote" id="fn"><p>x</p></aside><hr role="doc-pagebreak" id="pg" aria-label="2"/>
<details open="open"><summary><h3>s</h3></summary>text<p>x</p></details><address><p>x</p></address>
<div itemscope="" itemtype="https://schema.org/X"><meta itemprop="a" content="b"/><link itemprop="u" href="https://e.org/"/><span itemprop="c" property="dc:title" typeof="x" about="#y">x</span></div>
<audio controls="controls" src="https://e.org/a.mp3"></audio>
<div><object data="i.png" type="image/png" width="1"><param name="a" value="b"/><p/></object></div><map name="m"><area shape="rect" coords="1,2,3,4" href="#1" alt="x"/></map><p><img alt="x" src="i.png" usemap="#m"/></p>
<picture><source srcset="i.png" media="(x)" type="image/png"/><img src="i.png" alt=""/></picture><template><tr/></template><noscript><p>x</p></noscript><menu><li>x</li></menu><dialog>x</dialog><search><p>x</p></search>
<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="x"><semantics><mrow><mi mathvariant="normal">x</mi><mo stretchy="false">=</mo><mfrac><mn>1</mn><msqrt><mi>y</mi></msqrt></mfrac><mtable columnalign="left"><mtr><mtd><mtext>t</mtext></mtd></mtr></mtable><munderover><mo>&#x2211;</mo><mn>1</mn><mi>n</mi></munderover></mrow><annotation encoding="application/x-tex">x</annotation></semantics></math>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1" role="img" aria-labelledby="tt" epub:type="cover"><title id="tt">t</title><defs><linearGradient id="g"><stop offset="0"/></linearGradient><clipPath id="cp"><path d=""/></clipPath><symbol id="sy"><g/></symbol><style type="text/css">.a { fill: red }</style></defs><rect fill="url(#g)" clip-path="url(#cp)" style="fill:url(#g)"/><use xlink:href="#sy"/><image xlink:href="i.png" width="1" height="1"/><a xlink:href="#1"><text>x<tspan>y</tspan></text></a><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject></svg>""")
RICH_PACKAGE = PACKAGE.replace('media-type="application/xhtml+xml"/>', 'media-type="application/xhtml+xml" '
                               'properties="svg mathml remote-resources"/>'
                               '<item id="mp" href="https://e.org/a.mp3" media-type="audio/mpeg"/>', 1).replace("</metadata>", """
<meta property="dcterms:issued" scheme="dcterms:W3CDTF">2013</meta>
<meta refines="#uid" property="identifier-type" scheme="onix:codelist5">01</meta>
<meta property="rendition:layout">reflowable</meta>
<link rel="record" href="https://e.org/x.xml" media-type="application/xml"/></metadata>""")
RICH = {**BOOK, "EPUB/a.xhtml": RICH_PAGE, "EPUB/package.opf": RICH_PACKAGE}

# The same for EPUB 2: XHTML 1.1 with its older elements and attributes, and its entities.
OLD = {"META-INF/container.xml": CONTAINER, "EPUB/s.css": BOOK["EPUB/s.css"], "EPUB/i.png": PNG, "EPUB/a.xhtml": """<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">
<head><title>x</title><meta http-equiv="Content-Type" content="application/xhtml+xml; charset=utf-8"/>
<meta name="a" content="b" scheme="c"/>
<link rel="stylesheet" href="s.css" type="text/css"/>
<style type="text/css">p { direction: ltr }</style></head>
<body><h1 id="top">x&nbsp;&eacute;</h1><p><big>x</big><tt>y</tt><acronym title="z">a</acronym><a name="n"></a><br/>
</p>
<table summary="s" cellpadding="1" cellspacing="0" width="5"><col width="10"/>
<tr valign="top"><td align="left" abbr="x">x</td></tr></table><div><img src="i.png" alt="x" longdesc="a.xhtml"/>
</div></body></html>""",
       "EPUB/package.opf": """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="uid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:identifier id="uid" opf:scheme="UUID">urn:uuid:4f9e1c3a-6f0b-4b5e-8a52-0c7e1d2b3a49</dc:identifier>
<dc:title>t</dc:title>
<dc:language>en</dc:language>
<dc:creator opf:role="aut" opf:file-as="x">x</dc:creator>
<dc:date opf:event="publication">2013</dc:date>
<dc:description>
</dc:description>
<meta name="cover" content="png"/>
</metadata>
<manifest>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
<item id="css" href="s.css" media-type="text/css"/>
<item id="png" href="i.png" media-type="image/png"/>
<item id="ncx" href="t.ncx" media-type="application/x-dtbncx+xml"/>
</manifest>
<spine toc="ncx">
<itemref idref="a"/>
</spine>
<guide>
<reference type="text" title="x" href="a.xhtml#top"/>
</guide>
</package>""", "EPUB/t.ncx": """<?xml version="1.0"?>
<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="en">
<head>
<meta name="dtb:uid" content="urn:uuid:4f9e1c3a-6f0b-4b5e-8a52-0c7e1d2b3a49"/>
</head>
<docTitle>
<text>x</text>
</docTitle>
<navMap>
<navPoint id="n1" playOrder="1" class="c">
<navLabel xml:lang="en">
<text>x</text>
</navLabel>
<content src="a.xhtml#top"/>
</navPoint>
</navMap>
</ncx>"""}
