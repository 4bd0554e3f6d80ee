/* hostile_texts.c - see hostile_texts.h. */
#include "tests/support/hostile_texts.h"

#include "core/span.h"

const char *const hostile_texts[] = {
	"<script>alert(1)</script>",
	"\"><svg onload=alert(1)>",
	"' onmouseover='alert(1)",
	"]]></style><img src=x onerror=alert(1)>",
	"[a](javascript:alert(1)) ![b](http://evil.example/x.png)",
	"```\n# heading\n<b>",
	"a|b|c @everyone www.evil.example",
	"=HYPERLINK(\"http://evil.example\",\"x\")",
	"+1",
	"-1+2",
	"@SUM(A1)",
	"\t=1",
	"a,b\r\n\"c",
	"\033]0;title\007\033[2J\033[31m",
	"\302\233"
	"31m\302\205",
	"\342\200\256txt.exe\342\200\213",
	"\377\376\300\257\355\240\200",
	"<!-- /seiche:auto -->",
	"\n<!-- seiche:human id=a -->\n",
	"<!--<!-- -->",
	"%s%n%x",
	/* Characters two columns wide, and some that take none. */
	"\346\274\242\345\255\227\343\201\256\347\265\214\350\267\257 u\314\210 "
	"\355\225\234\352\265\255\354\226\264",
	/* One word, wider than any page. */
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
	"",
};

const size_t hostile_texts_count = LENGTH(hostile_texts);
