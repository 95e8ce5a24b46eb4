"""Why a target may be missed, in words for whoever reads the page: by number of the target."""

REASONS = {
    1: (
        "A page of Sofra carries what the yardstick has not: the reply tree and its nesting, names as each "
        "reader may see them, a label for screen readers on every link of a post, the form of a reply with "
        "its draft, security headers, a line of log. Signed in, half of its time is the template (a post "
        "costs about 75 µs), a fifth its three statements."
    ),
    2: "As above: what is dear is each post, not the page.",
    3: "As above; a reader who comes again gets 304 for a fifth of it, and a proxy may keep the page.",
    4: (
        "Home and a demand's page are composed of the blocks of several features (19 demands with what "
        "happens to each, threads, consultations, positions, changes); the yardstick lists twenty rows of one "
        "table."
    ),
    9: (
        "Two figures are counted, not kept: threads by demand (home, demand) and posts not read (a page "
        "inside a thread). Both are linear, the one in threads, the other in the length of one thread; each "
        "takes about a millisecond at 2,000 threads and at 5,000 posts. Counters of their own would make them "
        "flat."
    ),
    10: "The count of posts not read again: the longer the thread, the dearer its head.",
    11: (
        "A reply is 25 statements: draft, form key, number in the thread, text, revision, search entry, read "
        "mark, notices, versions of pages, the work it leaves. Alone in a process it costs about three "
        "yardsticks; with two processes each finds its cache of SQLite void after the other's commit."
    ),
    12: "Eight processes share two cores with everything else on the machine.",
    17: "The slowest of two hundred runs of one statement; on a quiet machine 2.7 ms were measured.",
    19: (
        "66 mapped tables and every statement that is kept are made at start, which is what pages save later. "
        "Web processes are forked from one that has done it (`preload_app`), so a host pays it once, a "
        "`flask` command each time."
    ),
    20: "On 100,000 posts each of the connections of a process fills its 6 MB of cache.",
}
