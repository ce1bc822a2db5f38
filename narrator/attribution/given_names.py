"""Facts about given names: whose they are, and which of them are short for others."""

from __future__ import annotations

from importlib.resources import files

SHORT_FORMS = {
    "abby": "abigail", "al": "albert", "alec": "alexander", "alex": "alexander", "alf": "alfred",
    "andy": "andrew", "annie": "anne", "archie": "archibald", "art": "arthur", "barney": "barnaby",
    "bart": "bartholomew", "bea": "beatrice", "becca": "rebecca", "becky": "rebecca",
    "bella": "isabella", "ben": "benjamin", "bert": "albert", "bertie": "albert",
    "bess": "elizabeth", "bessie": "elizabeth", "beth": "elizabeth", "betsy": "elizabeth",
    "betty": "elizabeth", "bill": "william", "billy": "william", "bob": "robert",
    "bobbie": "roberta", "bobby": "robert", "carrie": "caroline", "cass": "cassandra",
    "cassie": "cassandra",
    "cathy": "catherine", "cecily": "cecilia", "charley": "charles", "charlie": "charles",
    "chris": "christopher", "cissy": "cecilia", "clem": "clement", "con": "constance",
    "connie": "constance", "dan": "daniel", "danny": "daniel", "dave": "david", "davy": "david",
    "debby": "deborah", "dex": "dexter", "dick": "richard", "dolly": "dorothy", "don": "donald",
    "dora": "theodora", "dot": "dorothy", "ed": "edward", "eddie": "edward", "effie": "euphemia",
    "eli": "elijah", "eliza": "elizabeth", "ellie": "eleanor", "elsie": "elizabeth", "em": "emily",
    "fanny": "frances", "fin": "finlay", "finn": "finlay", "flo": "florence",
    "flossie": "florence", "fred": "frederick", "freddy": "frederick", "gabe": "gabriel",
    "gene": "eugene", "geordie": "george", "georgie": "george", "gerry": "gerald",
    "gil": "gilbert", "gus": "augustus", "gwen": "gwendolyn", "hal": "henry", "hank": "henry",
    "harriet": "henrietta", "harry": "henry", "hattie": "harriet", "hetty": "henrietta",
    "izzy": "isabel", "jack": "john", "jake": "jacob", "jamie": "james", "jed": "jedediah",
    "jeff": "jeffrey", "jem": "james", "jen": "jennifer", "jenny": "jane", "jerry": "jeremiah",
    "jess": "jessica", "jim": "james", "jimmy": "james", "jo": "josephine", "joe": "joseph",
    "joey": "joseph", "johnny": "john", "jonny": "jonathan", "josh": "joshua", "kate": "catherine",
    "kathy": "katherine", "katie": "catherine", "katya": "ekaterina", "ken": "kenneth",
    "kit": "christopher", "kitty": "catherine", "kolya": "nikolai", "larry": "lawrence",
    "len": "leonard", "lenny": "leonard", "lexi": "alexandra", "lily": "lilian",
    "lina": "caroline", "liz": "elizabeth", "lizzie": "elizabeth", "lizzy": "elizabeth",
    "lola": "dolores", "loo": "louisa", "lottie": "charlotte", "lou": "louisa", "lucy": "lucille",
    "maddie": "madeleine", "maggie": "margaret", "maisie": "margaret", "mamie": "mary",
    "mandy": "amanda", "manny": "manuel", "matt": "matthew", "mattie": "martha", "meg": "margaret",
    "mick": "michael", "mike": "michael", "millie": "mildred", "minnie": "mary",
    "misha": "mikhail", "mo": "mohammed", "moll": "mary", "molly": "mary", "nan": "anne",
    "nancy": "anne", "nat": "nathaniel", "nate": "nathaniel", "ned": "edward", "nell": "eleanor",
    "nellie": "eleanor", "nelly": "eleanor", "nessa": "vanessa", "nick": "nicholas",
    "nora": "eleanor", "ollie": "oliver", "ozzie": "oswald", "pat": "patrick", "patty": "martha",
    "peg": "margaret", "peggy": "margaret", "pete": "peter", "phil": "philip", "polly": "mary",
    "ray": "raymond", "reg": "reginald", "reggie": "reginald", "rick": "richard",
    "ricky": "richard", "rob": "robert", "robbie": "robert", "ron": "ronald", "sadie": "sarah",
    "sal": "sarah", "sally": "sarah", "sam": "samuel", "sammy": "samuel", "sandy": "alexander",
    "seb": "sebastian", "sim": "simon", "sissy": "cecilia", "sol": "solomon", "sophy": "sophia",
    "steph": "stephanie", "steve": "stephen", "sue": "susan", "sukey": "susan", "susie": "susan",
    "susy": "susan", "tash": "natasha", "tasha": "natasha", "ted": "edward", "teddy": "edward",
    "terry": "terence", "tess": "theresa", "theo": "theodore", "tilly": "matilda",
    "tim": "timothy", "toby": "tobias", "tom": "thomas", "tommy": "thomas", "tony": "anthony",
    "tori": "victoria", "trixie": "beatrice", "val": "valentine", "vic": "victor",
    "vicky": "victoria", "vin": "vincent", "vinny": "vincent", "wally": "walter", "wat": "walter",
    "wes": "wesley", "will": "william", "willie": "william", "willy": "william",
    "xander": "alexander", "xandra": "alexandra", "zach": "zachary", "zack": "zachary",
    "zeke": "ezekiel",
}  # fmt: skip
"""Short form -> the full name that it mostly stands for."""


EITHER_SEX = frozenset(
    str.split(
        """alex bert chris con frankie gene jackie jess jo kay kim kit lee leslie lou lyn
        mattie mel merle mo nat nicky pat ray robin sal sam sandy shirley steph
        terry theo tony val vin"""
    )
)
"""Given names and short forms that say less of a gender than a few pronouns do."""


def _given_names() -> dict[str, str]:
    """Given names -> "m" or "f", from ``given-names.txt``."""
    names: dict[str, str] = {}
    text = files(__package__).joinpath("given-names.txt").read_text(encoding="utf-8")
    for row in text.splitlines():
        gender, _, rest = row.partition(":")
        for name in rest.split():
            names[name] = gender
    return names


GIVEN_NAMES = _given_names()
