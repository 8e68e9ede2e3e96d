"""The closed lists of English words by which an utterance is told from a term."""

from typing import Final

from talkgraph.words import WEEKDAYS, word_set

SUBJECTS: Final = word_set(
    "i you he she it we they this that there who everyone everybody anyone anybody someone "
    "somebody nobody no-one everything something nothing anything people y'all ya'll folks"
)
PERSONS: Final = word_set("i we they he she you")
OBJECTS: Final = word_set(
    "me us him her them it you myself yourself ourselves themselves this that these those"
)
DETERMINERS: Final = word_set(
    "a an the this that these those my your our their his her its every each some any no all both "
    "another one more less"
)
AUXILIARIES: Final = word_set(
    "is are was were am isn't aren't wasn't weren't ain't has have had hasn't haven't hadn't do "
    "does did don't doesn't didn't can could can't cannot couldn't will would won't wouldn't "
    "shall should shouldn't may might must mustn't needn't let's lets gotta gonna wanna dont cant "
    "wont isnt arent doesnt didnt"
)
CONTRACTED: Final = ("'s", "'re", "'m", "'ll", "'ve", "'d", "n't")
RELATIVES: Final = word_set("that which who whom whose where")
QUESTION_WORDS: Final = word_set("what how why when where who which whom whose")
ADVERBS: Final = word_set(
    "always never often sometimes usually really just only still actually already also even ever "
    "probably simply finally eventually not rarely"
)
NEGATIONS: Final = word_set("not never no don't doesn't can't won't isn't")

# Forms that are hardly ever anything but a verb, in the present and the past.
SURE_VERBS: Final = word_set(
    "know knows knew think thinks thought take takes took make makes made get gets got want wants "
    "wanted become becomes became learn learns learned learnt happen happens happened go goes went "
    "come comes came give gives gave seem seems seemed keep keeps kept say says said tell tells "
    "told ask asks asked believe believes believed understand understands understood hear hears "
    "heard feel feels felt bring brings brought begin begins began choose chooses chose lose loses "
    "lost forget forgets forgot grow grows grew write writes wrote eat eats ate send sends sent "
    "deserve deserves deserved deliver delivers delivered create creates created depend depends "
    "exist exists existed remain remains remained require requires required allow allows allowed "
    "enable enables enabled improve improves improved prevent prevents prevented ignore ignores "
    "ignored hire hires hired fail fails failed die dies died add adds added includes include "
    "included follow follows followed agree agrees agreed decide decides decided expect expects "
    "expected solve solves solved own owns owned ship ships shipped broke wins won pays paid "
    "rely relies survive survives beats beat builds built spent met led left saw sees see "
    "loved loves hates hated care cares trusted deployed wakes woke runs ran speaks spoke "
    "teaches taught sucks teach doesn matters mattered forgives scales"
)
# Forms that may as well be nouns or adjectives: verbs only behind a subject.
OTHER_VERBS: Final = word_set(
    "need needs use uses used work works worked change changes changed run runs test tests tested "
    "build plan plans planned help helps helped call calls called stop stops stopped start starts "
    "started break breaks fix fixes fixed cost costs result results matter like likes liked love "
    "hate hope hopes hoped try tries tried talk talks talked show shows turn turns turned put puts "
    "set sets let end ends play plays move moves moved live lives lived stay stays stayed stand "
    "hold holds held pay page pages paged win fall falls fell deploy deploys read reads trust "
    "trusts blame blames watch looks look looked mean means meant find finds found share shares "
    "shared measure measures measured automate automates automated scale wake push pushes rise "
    "drive drives drove spend speak sound sounds sleep sleeps slept pick picks check checks "
    "monitor monitors guess wish point points leave serve serves support supports reward rewards "
    "invest open opens close closes lead feed pass passes save saves question answer answers "
    "listen count counts hurt hurts merge merges respond responds practice restart restarts drift "
    "drifts design designs adapt adapts heal heals return returns"
)
IMPERATIVES: Final = (
    word_set(
        "be do don't never always please have take make get keep give tell ask know think learn "
        "go come bring begin choose write send deliver create allow enable improve prevent ignore "
        "hire fail add include follow decide expect solve own ship forget remember become treat "
        "teach say let's reduce avoid focus imagine consider assume celebrate embrace separate "
        "throw see pretend prove invite reach expose thank contact"
    )
    | OTHER_VERBS
)

SPEECH: Final = word_set(
    "say says said saying ask asks asked asking tell tells told reply replies replied answer "
    "answered answers explain explains explained quip quips quipped joke jokes joked note notes "
    "noted add adds added write writes wrote argue argues argued claim claims claimed remark "
    "remarks remarked observe observes observed warn warns warned shout shouts shouted insist "
    "insists insisted quote quotes quoted quoting tweet tweets tweeted comment comments commented "
    "puts put think thinks thought goes went yell yells yelled admit admits admitted urges urged "
    "read reads declare declares declared respond responds responded reminds reminded suggests "
    "suggested"
)
SPEAKS: Final = rf"(?:{'|'.join(sorted(SPEECH))})"  # a pattern
REPORTS: Final = word_set(
    "quote question answer motto mantra advice reminder response reply statement maxim saying "
    "lesson takeaway rule"
)
NAMING: Final = word_set(
    "called named titled entitled termed dubbed term terms word words label labelled labeled "
    "nicknamed book talk chapter article paper song aka film movie post report podcast essay blog "
    "novel documentary video album keynote poem concept notion"
)
# Names that end as a participle does.
NAMES_IN_ED: Final = word_set(
    "ahmed alfred hamed jared javed khaled majed manfred mildred mohamed mohammed muhammed "
    "naveed rashed saeed sayed wilfred winifred"
)
NAMES_LIKE_VERBS: Final = word_set("beat hope love page ran win won")
INTERJECTIONS: Final = word_set(
    "yes no yep nope ok okay stop wait help sorry thanks please hello hi never oops ouch wow yay "
    "amen exactly right true nice great cool seriously really sure done indeed enough maybe"
)
FUNCTION_WORDS: Final = (
    DETERMINERS
    | SUBJECTS
    | OBJECTS
    | AUXILIARIES
    | QUESTION_WORDS
    | ADVERBS
    | INTERJECTIONS
    | word_set(
        "and or but nor so yet if then than as at by for from in into of off on onto out over per "
        "since to toward under until up upon via with without within about above across after "
        "against along among around because before behind below beneath beside between beyond "
        "despite down during except inside like near once outside past through throughout till "
        "too unless versus vs where whereas whether while now here however instead rather again "
        "many much most few several such same other also first last next another"
    )
)
# What stands before a colon and is no name.
LABELS: Final = frozenset(WEEKDAYS) | word_set(
    "goal note myth fact question quote takeaway takeaways answer claim rule lesson lessons tip "
    "example story advice definition summary conclusion slide slides point key idea problem "
    "solution reference references reminder warning update observation contrast comment audience "
    "suggestion recommendation motto mantra result outcome principle step theme topic title "
    "subtitle finding insight thought opinion side aside moral pattern antipattern anti-pattern "
    "benefit challenge today tomorrow yesterday later before after during finally first second "
    "third next last also remember important hint caveat disclaimer edit ps tldr tl;dr spoiler "
    "reality truth old new us them me then now favorite favourite best worst q a qa "
    "quotes intro closing opening demo "
    "hypothesis assumption argument bonus meanwhile version bottom big great good bad real more "
    "paraphrase paraphrasing statement thesis premise vision mission value values heuristic poll "
    "announcement shoutout soundbite line punchline highlight"
)

_SHORTEST_PARTICIPLE: Final = 6
_SHORTEST_ADVERB: Final = 7
_ADVERB_ENDINGS: Final = (
    "ably",
    "ally",
    "antly",
    "ately",
    "edly",
    "ently",
    "ibly",
    "ingly",
    "ively",
    "ously",
    "ually",
)
_VERBS: Final = (SURE_VERBS | IMPERATIVES | SPEECH | word_set("bet overheard")) - NAMES_LIKE_VERBS


def is_plain_word(word: str) -> bool:
    """Tell whether a single word, with a capital or not, is a verb or an adverb and no name.

    Participles and adverbs are told by their ends, but for the names that end so.

    >>> is_plain_word("Questioned"), is_plain_word("Apparently"), is_plain_word("Learn")
    (True, True, True)
    >>> is_plain_word("Jared"), is_plain_word("Halsted"), is_plain_word("Kelly")
    (False, False, False)
    """
    bare = word.casefold()
    if bare in _VERBS:
        return True
    if bare.endswith("ed") and not bare.endswith(("eed", "fried", "sted")):
        return len(bare) >= _SHORTEST_PARTICIPLE and bare not in NAMES_IN_ED
    return len(bare) >= _SHORTEST_ADVERB and bare.endswith(_ADVERB_ENDINGS)
