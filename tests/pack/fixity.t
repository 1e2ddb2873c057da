#!/bin/bash
# fixity.t - every form can be opened and checked with what every system has, and holds the same bytes.
. "$(dirname "$0")/lib.sh"

good >CO13046.txt
pdf >CO13046.pdf
id=rsis-commentary-2013-089-v1
for service in none aptrust; do
    for form in zip directory tar; do
        pack --for $service --form $form --original CO13046.pdf -o $service/ CO13046.txt
        ends "$service, $form: 0" 0
    done
    for package in $service/$id.zip $service/$id $service/$id.tar; do
        room=$scratch/open/$package
        holds "$package opens" unpack "$package" "$room"
        is "$package: one folder, which has the name of the package" "$(ls -A "$room")" $id
        holds "$package: every digest holds, and every file has one" checks "$room/$id"
        holds "$package: the same as the folder" diff -r $service/$id "$room/$id"
    done
    holds "$service: unzip -t" unzip -tqq $service/$id.zip
    holds "$service: a second reader of ZIP" python3 -m zipfile -t $service/$id.zip
    holds "$service: tar t" tar -tf $service/$id.tar
    holds "$service: a second reader of tar" python3 -m tarfile -t $service/$id.tar
    is "$service: nothing is deflated" "$(unzip -Z1 $service/$id.zip | wc -l)" "$(unzip -Zv $service/$id.zip | grep -c 'none (stored)')"
    is "$service: names in tar are those in ZIP" "$(tar -tf $service/$id.tar | sort)" "$(unzip -Z1 $service/$id.zip | sort)"
done

manifests() { (cd "$1" && echo *manifest-*); }
is "two digests" "$(manifests none/$id)" "manifest-sha256.txt manifest-sha512.txt tagmanifest-sha256.txt tagmanifest-sha512.txt"
is "and md5 where a service wants it" "$(manifests aptrust/$id)" \
    "manifest-md5.txt manifest-sha256.txt manifest-sha512.txt tagmanifest-md5.txt tagmanifest-sha256.txt tagmanifest-sha512.txt"
holds "which also has its tag file" grep -qx 'Access: Institution' aptrust/$id/aptrust-info.txt
holds "others have none" test ! -e none/$id/aptrust-info.txt
pack --for aptrust -o service CO13046.txt
is "what is made for it without a form is a tar" "$(head -c 262 service | tail -c 5)" ustar
is "the payload is counted" "$(sed -n 's/^Payload-Oxum: //p' none/$id/bag-info.txt)" \
    "$(find none/$id/data -type f -printf '%s\n' | awk '{ n += $1 } END { print n "." NR }')"
is "the bag says what it is" "$(cat none/$id/bagit.txt)" "$(printf 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8')"
holds "a blocked tar" test $(($(stat -c %s none/$id.tar) % 10240)) -eq 0
is "no time, no owner: the mode is 0644" "$(tar --numeric-owner -tvf none/$id.tar | awk '{ print $1, $2 }' | sort -u)" "-rw-r--r-- 0/0"

# The checks can say no.
cp -r none/$id spoilt
printf x >>spoilt/data/article.xml
! checks spoilt >"$scratch/why" 2>&1
result $? "a byte more is seen" "$(cat "$scratch/why")"
rm -r spoilt && cp -r none/$id spoilt && touch spoilt/data/new
! checks spoilt >"$scratch/why" 2>&1
result $? "a file more is seen" "$(cat "$scratch/why")"
finish
