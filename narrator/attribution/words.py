"""Facts about words: verbs of speech, titles, person nouns, pronouns."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a text, with white space between them."""
    return frozenset(text.split())


SPEECH_VERBS = word_set("""
said says say saying asked asks ask asking replied replies replying answered answers answering cried
cries adding exclaiming remarking observing
exclaimed exclaims whispered whispers murmured murmurs muttered mutters shouted shouts yelled
yells called calls screamed screams shrieked shrieks returned returns continued continues added
adds observed observes remarked remarks inquired enquired inquires responded responds declared
declares repeated repeats interrupted interrupts interposed interjected ejaculated suggested
suggests demanded demands retorted retorts growled growls grumbled grunted grunts groaned groans
moaned moans sighed sighs sobbed sobs gasped gasps panted stammered stammers stuttered stutters
faltered snapped snaps snarled snarls hissed hisses roared roars bellowed bellows thundered
barked barks laughed laughs chuckled chuckles giggled giggles sneered sneers jeered drawled
drawls lisped protested protests pleaded pleads begged begs implored urged urges insisted
insists persisted persists explained explains announced announces proclaimed proposed commented
comments conceded admitted admits confessed confesses agreed agrees assented acquiesced objected
objects argued argues assured warned warns advised cautioned promised promises concluded resumed
resumes began begins proceeded rejoined rejoins echoed echoes quoted recited read sang sings
hummed crooned cooed purred piped chirped squeaked squealed wailed wails whimpered whined whines
croaked croaks rasped breathed breathes mumbled mumbles rumbled boomed burst broke prompted
ventured volunteered offered ordered commanded commands directed instructed swore cursed vowed
affirmed asserted asseverated averred avowed maintained contended pronounced stated states
reported related told tells informed mused wondered wonders reflected pondered thought thinks
reasoned marvelled speculated guessed corrected contradicted countered parried quavered quipped
joked teased taunted mocked scoffed snorted snorts sniffed sniffs huffed spat blurted choked
wheezed coughed hiccuped spluttered sputtered greeted greets hailed welcomed thanked apologized
apologised consoled soothed reassured encouraged praised complained complains lamented bewailed
mourned fumed stormed raged ranted railed exhorted entreated beseeched besought invited
requested queried queries questioned quizzed challenged accused reproached reproved rebuked
scolded chided admonished threatened hinted insinuated implied intimated acknowledged allowed
granted owned confided revealed blared bawled hollered howled shrilled trilled warbled twittered
babbled gabbled prattled rattled chattered put pursued ended finished supplied supplies
completed summed translated interpreted dictated prayed preached chimed joined gulped yawned
smiled grinned beamed nodded shrugged frowned deadpans deadpanned grits gritted grates grated
manages managed tries tried
""")
"""Verbs that may carry a quotation, in the past and the present tense."""
PLAIN_SPEECH_VERBS = word_set("""
said say says asked asks replied replies answered answers cried whispered muttered murmured shouted
yelled called added continued began exclaimed remarked inquired enquired responded declared told
demanded snapped growled hissed stammered agreed explained insisted
""")
"""Verbs that do nothing but speak: not "laughed" or "sighed", which may stand by themselves."""
FOREIGN_SPEECH_VERBS = word_set("""
dit dis répondit demanda murmura cria répliqua reprit ajouta continua déclara soupira chuchota fit
sagte sagt fragte fragt antwortete rief flüsterte meinte erwiderte murmelte schrie entgegnete
dijo dice preguntó respondió contestó gritó murmuró susurró añadió exclamó disse perguntou respondeu
chiese domandò rispose esclamò gridò mormorò zei vroeg antwoordde riep
""")
"""The same in French, German, Spanish, Portuguese, Italian and Dutch."""
SPEECH_VERBS |= FOREIGN_SPEECH_VERBS

SPEECH_NOUNS = word_set("""
voice word words answer reply response exclamation cry shout whisper question remark comment murmur
mutter growl shriek scream gasp sigh groan moan tone retort rejoinder observation utterance
""")
"""What one utters: "came her reply", "Anna's voice said"."""

SAID_NOUNS = (
    word_set("""
words answer reply response question remark comment tone retort observation statement suggestion
confession explanation request plea announcement declaration outburst admission joke quip warning
order command offer proposal accusation protest interruption
""")
    | SPEECH_NOUNS
)
"""What a speech is called afterwards: "at Anna's question"."""

TITLES_MALE = word_set("""
mr mister sir lord master uncle king prince duke count baron baronet viscount marquis earl
monsieur m don signor senor señor herr father brother fra friar abbé abbe monsignor squire
emperor sultan rajah grandfather grandpa grandad granddad gramps papa pappy dad daddy pastor bishop
pope sheik
""")
TITLES_FEMALE = word_set("""
mrs miss ms mistress missis missus lady dame aunt auntie aunty queen princess duchess countess
baroness marchioness viscountess madame madam mme mademoiselle mlle doña donna dona signora
signorina senora señora senorita señorita frau fräulein fraulein sister mother grandmother
granny grandma mama mamma nurse empress
""")
TITLES_NEUTRAL = word_set("""
dr doctor professor prof captain capt colonel col major maj general gen lieutenant lieut lt
sergeant sergt sgt corporal cpl private pvt commander cmdr admiral commodore inspector
superintendent constable detective judge justice reverend rev rabbi chief agent officer president
senator governor mayor chancellor secretary cousin old young little poor dear saint st honourable
hon deacon dean vicar canon archdeacon parson marshal sheriff deputy coach principal director
master-at-arms boatswain bosun ensign midshipman comrade citizen elder cadet minister ambassador
commissar trooper warden chairman archbishop cardinal archmage
""")
ADJECTIVE_TITLES = word_set("old young little poor dear great good big")
"""Words that stand before a name as a title does but say nothing that tells people apart."""

MALE_ONLY_RANKS = word_set("""
captain colonel major general lieutenant sergeant corporal commander admiral commodore inspector
superintendent constable judge reverend rabbi senator governor deacon dean vicar canon
archdeacon parson sheriff squire boatswain
""")
"""Ranks whose bearer is a man wherever nothing says otherwise."""
RANKS = MALE_ONLY_RANKS | word_set("dr doctor prof professor")
"""Whoever bears one is not "Mrs. Marsh": that is the wife."""

TITLES = TITLES_MALE | TITLES_FEMALE | TITLES_NEUTRAL
ABBREVIATED_TITLES = word_set("""
mr mrs ms m mm mme mlle mmes st dr prof capt col maj gen lieut lt sergt sgt cpl pvt cmdr rev hon fr
""")
"""Titles that are written with a point; after any other one a point ends the sentence."""
MARRIED = word_set("mrs madame madam mme signora senora señora frau")
UNMARRIED = word_set("miss mademoiselle mlle signorina senorita señorita fräulein fraulein")

NOBLE = word_set("sir lord lady count countess duke duchess baron baroness dame prince princess")
PLAIN = word_set("mr mrs miss mister")
"""Nobody is called by words of both sets, as a rule."""
SURNAMES_TOO = word_set("""
king queen prince duke baron bishop pope parson dean major marshal cardinal squire earl deacon
constable warden young little good elder sergeant judge
""")
"""Titles that are surnames behind one of these: "Mr. King", but "Mr. President"."""
BEFORE_SURNAME = word_set("mr mrs miss ms mister dr doctor professor captain inspector detective")
SAINTS = word_set("st saint")
EVERYBODY = PLAIN | word_set("ms mistress m monsieur mme madame mlle mademoiselle")
"""Titles that say nothing of rank: "Miss Ann Marsh" is rather the sister of "Miss Marsh"."""
BEFORE_GIVEN = TITLES_FEMALE - word_set("mrs madame madam mme") | word_set(
    """sir lord master uncle don father brother fra friar prince duke king grandfather grandpa
    papa cousin old young little poor dear saint st"""
)
"""Titles that stand before a given name; after the others comes a surname."""
COMMON_TITLES = word_set("miss mr mrs ms mister sir lady lord master saint st m mme mlle")
"""Titles that many bear, so that "the lady" names nobody."""
SPELT_OUT = {
    "dr": "doctor", "prof": "professor", "capt": "captain", "col": "colonel", "rev": "reverend",
    "lieut": "lieutenant", "lt": "lieutenant", "sergt": "sergeant", "sgt": "sergeant",
    "maj": "major", "gen": "general", "cpl": "corporal", "cmdr": "commander",
}  # fmt: skip

OFFICES = {
    "father": word_set("priest"),
    "brother": word_set("monk friar"),
    "sister": word_set("nun"),
    **dict.fromkeys(
        ("reverend", "rev", "parson", "vicar", "canon"),
        word_set("reverend clergyman vicar parson rector minister"),
    ),
    "dr": word_set("doctor physician"),
    "doctor": word_set("doctor physician"),
    **dict.fromkeys(("inspector", "detective"), word_set("inspector detective policeman")),
    **dict.fromkeys(("constable", "officer"), word_set("constable officer policeman")),
}
"""What somebody is who bears a title with a name: Father Quirke is "the priest"."""

HONORIFICS = {
    "san": "", "kun": "male", "chan": "", "sama": "", "sensei": "", "senpai": "", "sempai": "",
    "dono": "", "shi": "", "nim": "", "ssi": "", "hyung": "", "oppa": "", "noona": "", "unnie": "",
    "nii": "male", "nee": "female", "jii": "male", "baa": "female",
}  # fmt: skip
"""Honorifics that follow a name after a hyphen, with the gender that they give."""

PRONOUNS = {
    "he": ("m", "s"), "him": ("m", "o"), "his": ("m", "p"), "himself": ("m", "o"),
    "she": ("f", "s"), "her": ("f", "o"), "hers": ("f", "p"), "herself": ("f", "o"),
    "i": ("1", "s"), "me": ("1", "o"), "my": ("1", "p"), "myself": ("1", "o"), "mine": ("1", "p"),
    "they": ("p", "s"), "them": ("p", "o"), "their": ("p", "p"), "themselves": ("p", "o"),
    "themself": ("p", "o"), "we": ("w", "s"), "us": ("w", "o"), "our": ("w", "p"),
    "he'd": ("m", "s"), "he'll": ("m", "s"), "she'd": ("f", "s"), "she'll": ("f", "s"),
    "i'd": ("1", "s"), "i'm": ("1", "s"), "i've": ("1", "s"), "i'll": ("1", "s"),
    "they'd": ("p", "s"), "they've": ("p", "s"), "they're": ("p", "s"), "we'd": ("w", "s"),
    "we've": ("w", "s"), "we're": ("w", "s"),
}  # fmt: skip
"""Pronoun -> (who: male, female, first person, plural, we; role: subject, object, possessive)."""

NOUNS_MALE = word_set("""
man boy gentleman fellow lad chap guy lord father dad papa brother son uncle nephew grandfather
grandson husband widower bridegroom groom king prince duke baron count earl bachelor youth
daddy pa granddad grandad gramps appa pappa papi abuelo nonno dedushka
waiter footman butler valet coachman postman policeman porter landlord sailor soldier priest
monk friar clergyman vicar curate parson bishop pastor squire knight page shepherd ploughman
blacksmith smith hunchback frenchman englishman irishman scotchman scotsman welshman dutchman
chairman salesman fisherman workman madman headmaster schoolmaster host actor emperor wizard
warlock cowboy monsieur godfather stepfather grandpa daddy lieutenant sergeant captain colonel
major general admiral baronet marquis viscount grandsire sire patriarch steward huntsman
gamekeeper cabman foreman alderman seaman boatman coxswain old-timer brother-in-law son-in-law
father-in-law
""")
NOUNS_FEMALE = word_set("""
woman girl lady maid mother mamma mama mum mom mommy mummy ma mam mammy amma eomma mami gran
nana nanna abuela nonna oma babushka paati
sister daughter aunt niece grandmother
granddaughter wife widow bride queen princess duchess countess baroness nurse nun governess
housekeeper landlady hostess actress witch lass maiden waitress barmaid parlourmaid housemaid
chambermaid charwoman madame dame mistress heroine girlfriend schoolgirl schoolmistress
seamstress milkmaid empress godmother stepmother grandma granny spinster matron midwife
frenchwoman englishwoman irishwoman abbess prioress sister-in-law daughter-in-law mother-in-law
""")
NOUNS_EITHER = word_set("""
doctor teacher professor child kid baby friend companion stranger visitor guest servant cook
clerk lawyer solicitor barrister attorney judge inspector detective officer constable guard
driver cabby pilot nurse medic student scholar pupil cousin neighbour neighbor boss chief
commander president mayor governor secretary assistant librarian reporter journalist editor
writer poet painter artist musician singer conductor bartender barman barkeeper innkeeper
shopkeeper merchant dealer tailor baker butcher barber thief robber pirate villain hero prisoner
captive slave dwarf giant elf goblin ghost spirit robot android alien angel demon vampire voice
person teen teenager youngster figure creature mentor idol rival partner lover sweetheart spouse
parent speaker other patient beggar pilgrim hermit orphan invalid cripple spy traveller traveler
passenger gardener caretaker manager operator agent sorcerer philosopher scientist engineer
mechanic sculptor surgeon physician dentist chemist apothecary magistrate minister ambassador
consul diplomat senator deputy sheriff ranger scout warden jailer gaoler jailor executioner
anarchist revolutionist policeman messenger courier boatswain mate nobleman cashier croupier
coroner juror witness foreigner american german russian italian spaniard greek pole chinaman
indian native idiot fool rascal wretch genius creole
chaplain rector preacher abbot prophet missionary lecturer tutor undergraduate newcomer guide
owner gambler player listener sentinel banker broker trader grocer publican brewer farmer landowner
bailiff keeper labourer miner carpenter mason plumber advocate notary juryman heiress heir
enthusiast critic novelist essayist historian naturalist astronomer inventor idler vagabond tramp
gipsy gypsy peddler pedlar hawker optimist cynic sceptic believer heretic urchin scamp brat
adversary antagonist opponent enemy foe victim culprit defendant plaintiff envoy emissary delegate
treasurer lodger tenant caller tourist wanderer explorer bookseller typist stenographer hunter
angler ferryman magician conjurer juggler clown acrobat fiddler pianist dancer
""")
SERVANTS = word_set("""
waiter waitress croupier policeman constable butler footman maid chambermaid porter cabman cabby
driver coachman chauffeur conductor landlord landlady barman bartender servant nursemaid housemaid
messenger usher sentry guard turnkey gaoler jailer ostler shopman salesman clerk receptionist
concierge operator stewardess steward
""")
"""Those whom stories leave without a name."""
PERSON_NOUNS = NOUNS_MALE | NOUNS_FEMALE | NOUNS_EITHER
KIN_NOUNS = word_set("""
father dad daddy papa pa brother son uncle nephew grandfather grandpa granddad grandad grandson
husband mother mamma mama mum mom mommy mummy ma grandma granny gran
sister daughter aunt niece grandmother granddaughter wife cousin friend companion mentor host
hostess master mistress teacher boss lover partner rival child lady visitor guest brother-in-law
sister-in-law son-in-law father-in-law mother-in-law daughter-in-law neighbour neighbor
""")
"""Nouns that say who somebody is to somebody else: "her mother"."""

KIN_NAMES = (
    word_set("mother mom mum mommy mummy mama mamma ma mam mammy amma eomma mami"),
    word_set("father dad daddy papa pa appa pappa papi abba baba"),
    word_set("grandmother grandma granny gran nana nanna nan abuela nonna oma babushka paati"),
    word_set("grandfather grandpa granddad grandad gramps abuelo nonno opa dedushka"),
)
"""Words for one and the same person in a family; one who is called "Mom" is "his mother"."""
SAME_KIN = {word: words for words in KIN_NAMES for word in words}
SOMEONE = word_set("someone somebody")
"""Words for whoever is not told yet."""
VAGUE_NOUNS = (
    SOMEONE
    | KIN_NOUNS
    | word_set("""
man woman girl boy gentleman fellow lad chap guy child kid person stranger other youth maiden
""")
)
"""Nouns that fit too many to name one person."""
KIN_TITLES = (
    (word_set("mother mamma mama mum mom wife grandmother mother-in-law hostess"), MARRIED | NOBLE),
    (
        word_set("father papa dad husband grandfather uncle father-in-law host"),
        word_set("mr sir lord"),
    ),
    (word_set("aunt"), word_set("aunt auntie mrs miss lady")),
)
"""Which titles those mostly bear whom a noun of kin names."""

FORMS_OF_ADDRESS = word_set("""
majesty highness excellency lordship ladyship eminence holiness worship honor
""")
"""What follows "Your": nobody's name."""

PERSONIFIED = word_set("""
fate nature fortune destiny death love time chance luck justice liberty truth conscience reason
science history duty mercy misery silence night fame
""")
"""What is written like somebody's name, and does things."""

DETERMINERS = word_set("the a an this that his her my your our their another one some each")

AUXILIARIES = word_set("""
had has have was were is are did does do would could should might may must will can shall
hadn't hasn't haven't wasn't weren't isn't aren't didn't doesn't don't wouldn't couldn't shouldn't
mustn't won't can't needn't
""")
PREPOSITIONS = word_set("""
to at with of for from by on in into onto upon about after before behind beside near over under
toward towards against like than between beyond through without round around past across
""")
ADDRESSEE_PREPOSITIONS = word_set("to at towards toward")

HUMAN_VERBS = word_set("""
smiled nodded shrugged sighed frowned grinned laughed blushed winked stared glanced looked
turned sat stood rose walked ran stepped leaned leant paused hesitated stopped shook raised
lifted lowered opened closed took gave put held drew pulled pushed threw caught reached pointed
waved knelt bowed kissed hugged embraced thought knew felt wondered believed remembered forgot
decided hoped wished wanted liked loved hated feared saw heard watched listened went came left
returned entered arrived ate drank smoked slept woke coughed sniffed wept gasped groaned began
tried seemed appeared became remained waited followed met told asked spoke talked wrote read
sang played worked shivered trembled swallowed blinked gazed peered squinted scowled glared
snorted chuckled giggled flushed paled straightened settled shifted crossed folded clasped
clapped rubbed scratched wiped tapped patted made got set said let found brought kept rolled bit
tilted ducked winces smiles nods shrugs sighs frowns grins laughs stares glances looks turns
sits stands walks runs steps leans pauses hesitates stops shakes raises lifts takes gives holds
pulls pushes reaches points waves thinks knows feels wonders decides hopes wants sees hears
watches listens goes comes leaves tries blinks gazes
bent slid swung swept crept leapt flung hung dug clung spun sprang shot struck tore woke shrank
stole strode fled flew fought fell drove rode bought sought chose froze hid lit laid led sent spent
stuck swore swam understood wound withdrew grew blew cut did shrugged ground bore lay
bites bends breaks brings catches chews climbs closes coughs considers crosses crouches drags drops
ducks exhales inhales fiddles finds flinches folds follows freezes gestures gets glares grabs
grimaces hangs huffs hums hurries jerks jumps keeps kicks kisses kneels leads leaps lets licks lies
loses makes moves nudges opens pats peers picks presses pretends props puts rakes reads rubs
rummages says scoffs scowls scratches settles shifts shivers shoves shuffles shuts slides slumps
smirks sniffs snorts spins spreads squints squeezes stalks stares stays stiffens stretches strides
stumbles swallows swings tells throws tilts tosses touches trails tugs tucks types wakes whirls
winces wipes writes yanks yawns
""")
"""What people do in narration, as evidence that a capitalised word names a person."""

BODY_NOUNS = word_set("""
eye eyes eyebrow eyebrows brow brows face head hand hands finger fingers fist fists arm arms
shoulder shoulders jaw mouth lip lips smile grin frown gaze glance look expression voice breath
breathing throat chest heart stomach cheek cheeks ears nose hair knees legs feet foot heel back
laugh laughter tone words stare smirk scowl pulse temper
""")
"""What a person has, and no place or thing: "Vane's jaw dropped"."""

VERBAL = SPEECH_VERBS | HUMAN_VERBS | AUXILIARIES
"""What may follow a subject."""

VOCATIVE_LEADS = word_set("""
dear my oh ah o well yes no hey hi hello sorry please thanks look listen come good poor old but
and
""")
VOCATIVE_ENDS = word_set("""
too yet okay ok you worry sorry now please thanks fine here again tonight alone alright right then
""")
"""Words after which a name at the end of a clause is called out, though no comma says so."""
ADDRESS_GENDERS = dict.fromkeys(
    word_set("""
    sir mister father papa dad daddy lad sonny guv'nor guvnor fellow boy man chap lord uncle brother
    son monsieur mate sire grandfather grandpa
    """),
    "m",
) | dict.fromkeys(
    word_set("""
    madam ma'am maam miss mum mom mamma mama mother lass lady girl aunt auntie sister daughter
    madame mademoiselle grandmother granny grandma missus
    """),
    "f",
)
"""Words of address -> the gender of the one spoken to."""

STOP_NAMES = word_set("""
i god heaven heavens lord christ jesus christmas easter sunday monday tuesday wednesday thursday
friday saturday january february march april may june july august september october november
december english french german american british italian russian spanish irish scotch scottish
welsh european african asian indian chinese japanese dutch greek latin roman jew jewish christian
catholic protestant london paris england france germany america europe russia italy spain ireland
scotland rome york yes no oh ah well but and the a an it he she they we you this that these those
there here then now when where why what who which how if so or not nor yet for to of in on at by
from with as my your his her their our its is are was were be been am do does did have has had
will would shall should can could might must let please perhaps indeed certainly good bad dear
come go look see listen wait stop hush thank thanks sorry hello goodbye bye okay ok hullo hallo
hel-lo hul-lo hey hi yes'm yessir nay aye righto right-o oho tush fie tsk gosh gee golly crikey
blimey lor lawks huzzah ahem ugh whoa shh psst aw caw uh-huh h'm humph ma'am hoity-toity voilà
parbleu oui ja nein ciao gad egad begad zounds o never ever always nothing something anything
everything nobody somebody anybody everybody two three four five six seven eight nine ten first
second third one chapter book part volume street road avenue square park hall house palace church
castle river sea lake mount mountain island hotel inn bridge station university college bible hm hmm
um uh er eh ha haha aha alas bah pooh pshaw tut hurrah hooray damn hell north south east west
northern southern eastern western state states united bank office company about above across
actually after afterwards again against agreed ahead almost alone along already also although
altogether always among another any anyhow anyway anywhere apparently around aside away back
barely because before behind below beneath beside besides between beyond both briefly careful
carefully clearly congratulations correct cut dammit darn definitely despite don't down during
each early easy either else enough especially even eventually every everywhere exactly excellent
except excuse far few fewer finally fine finished forget forgive forward fortunately forty fourth
frankly further generally gently get give given gone gradually great half halfway hang hardly
having help hence here's hold honestly hopefully hopeless how's however hurry i'd i'll i'm i've
immediately impossible inside instead into it's just keep lately later least leave less lest let's
like likewise listen little lots many maybe me meanwhile mine more moreover most mostly much
naturally near nearly neither next nobody's nonetheless nonsense nope normally nowhere obviously
occasionally off often once only onto opposite otherwise ought out outside over overhead past
pardon per plenty possibly presumably presently pretty probably put quick quickly quiet quietly
quite rather ready really recently relax right round run sadly same seriously several she's show
shut silence similarly since slowly so some somehow someone sometime sometimes somewhat somewhere
soon speak still strange strangely stupid such suddenly suppose sure surely take tell thank than
that's them then there's therefore these they're though through throughout thus till today
together tomorrow tonight too toward towards true try twice under underneath unfortunately unless
unlike until up upon us useless usually very wake was we'll we're we've welcome what's whatever
whenever where's whereat wherever whereas whereupon whether while who's whoever whole whom whose
within without wonderful would wow wrong yeah yep yesterday you'd you'll you're yours
halloa holloa hulloa
""")
"""Capitalised words that are not people, however often they look like it."""
