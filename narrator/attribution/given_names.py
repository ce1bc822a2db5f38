"""Facts about given names: whose they are, and which of them are short for others."""

from __future__ import annotations

from importlib.resources import files

SHORT_FORMS = {
    "abby": "abigail", "al": "albert", "alec": "alexander", "alex": "alexander", "alf": "alfred",
    "andy": "andrew", "annie": "anne", "archie": "archibald", "art": "arthur", "barney": "barnaby",
    "bart": "bartholomew", "becky": "rebecca", "bella": "isabella", "ben": "benjamin",
    "bert": "albert", "bertie": "albert", "bess": "elizabeth", "bessie": "elizabeth",
    "beth": "elizabeth", "betsy": "elizabeth", "betty": "elizabeth", "bill": "william",
    "billy": "william", "bob": "robert", "bobby": "robert", "carrie": "caroline",
    "cathy": "catherine", "charley": "charles", "charlie": "charles", "chris": "christopher",
    "clem": "clement", "con": "constance", "connie": "constance", "dan": "daniel",
    "danny": "daniel", "dave": "david", "davy": "david", "debby": "deborah", "dick": "richard",
    "dolly": "dorothy", "don": "donald", "dora": "theodora", "dot": "dorothy", "ed": "edward",
    "eddie": "edward", "effie": "euphemia", "eliza": "elizabeth", "ellie": "eleanor",
    "elsie": "elizabeth", "em": "emily", "fanny": "frances", "flo": "florence",
    "flossie": "florence", "fred": "frederick", "freddy": "frederick", "gene": "eugene",
    "geordie": "george", "georgie": "george", "gerry": "gerald", "gil": "gilbert",
    "gus": "augustus", "hal": "henry", "hank": "henry", "harriet": "henrietta", "harry": "henry",
    "hattie": "harriet", "hetty": "henrietta", "jack": "john", "jake": "jacob", "jamie": "james",
    "jed": "jedediah", "jeff": "jeffrey", "jem": "james", "jen": "jennifer", "jenny": "jane",
    "jerry": "jeremiah", "jess": "jessica", "jim": "james", "jimmy": "james", "jo": "josephine",
    "joe": "joseph", "joey": "joseph", "johnny": "john", "josh": "joshua", "kate": "catherine",
    "kathy": "katherine", "katie": "catherine", "ken": "kenneth", "kit": "christopher",
    "kitty": "catherine", "larry": "lawrence", "len": "leonard", "lenny": "leonard",
    "lily": "lilian", "lina": "caroline", "lizzie": "elizabeth", "lizzy": "elizabeth",
    "loo": "louisa",
    "lottie": "charlotte", "lou": "louisa", "lucy": "lucille", "maggie": "margaret",
    "maisie": "margaret", "mamie": "mary", "mandy": "amanda", "matt": "matthew", "mattie": "martha",
    "meg": "margaret", "mick": "michael", "mike": "michael", "millie": "mildred", "minnie": "mary",
    "moll": "mary", "molly": "mary", "nan": "anne", "nancy": "anne", "nat": "nathaniel",
    "ned": "edward", "nell": "eleanor", "nellie": "eleanor", "nelly": "eleanor",
    "nick": "nicholas", "nora": "eleanor", "pat": "patrick", "patty": "martha", "peg": "margaret",
    "peggy": "margaret", "pete": "peter", "phil": "philip", "polly": "mary", "ray": "raymond",
    "reg": "reginald", "reggie": "reginald", "rob": "robert", "robbie": "robert", "ron": "ronald",
    "sadie": "sarah", "sal": "sarah", "sally": "sarah", "sam": "samuel", "sammy": "samuel",
    "sandy": "alexander", "sim": "simon", "sol": "solomon", "sophy": "sophia", "steve": "stephen",
    "sue": "susan", "sukey": "susan", "susie": "susan", "susy": "susan", "ted": "edward",
    "teddy": "edward", "terry": "terence", "theo": "theodore", "tilly": "matilda",
    "tim": "timothy", "toby": "tobias", "tom": "thomas", "tommy": "thomas", "tony": "anthony",
    "val": "valentine", "vicky": "victoria", "vic": "victor", "vin": "vincent", "wat": "walter",
    "wally": "walter", "will": "william", "willie": "william", "willy": "william",
}  # fmt: skip
"""Short form -> the full name that it mostly stands for."""


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
