"""The guard: recall in every language, and near misses that must not fire."""

import time

import pytest

from bot.nlu.emergencies import detect_emergency

DANGERS = {
    "emergency_gas": [
        "ça sent le gaz",
        "sa sen le gaz ds lescalier",
        "SA SENT LE GAZZZ",
        "grosse odeur de gaz au 2e",
        "je crois qu'il y a une fuite de gaz",
        "le tuyau du gaz siffle",
        "ils ont percé la conduite de gaz",
        "coupure de gaz prévue demain mais là ça sent le gaz",
        "bonjour excusez moi je sens une odeur de gaz depuis ce matin merci",
        "I can smell gas in the hall",
        "there is a gas leak",
        "أشم رائحة الغاز",
        "في ريحة غاز في الدرج",
        "kayna ri7et lgaz",
        "gaz kokusu var",
        "gaz kaçağı var galiba",
        "cheira a gás aqui",
        "há uma fuga de gás",
        "huele a gas en la escalera",
    ],
    "emergency_fire": [
        "au feu !!!",
        "ya le feu o 3eme",
        "le feu a pris dans la cave",
        "il y a de la fumée noire qui sort de la gaine",
        "incendie au 5e",
        "la poubelle est en feu",
        "ça brûle chez mon voisin",
        "vite les pompiers",
        "FEU",
        "there is a fire on the third floor",
        "smoke in the stairs",
        "حريق في القبو",
        "هناك دخان في العمارة",
        "l3afia f la cave",
        "yangın var",
        "merdivende duman var",
        "há fogo no prédio",
        "a cozinha está a arder",
        "hay fuego en el edificio",
    ],
    "emergency_medical": [
        "mon mari ne respire plus",
        "un ouvrier est tombé de l'échafaudage",
        "elle est inconsciente",
        "j'ai très mal à la poitrine",
        "ma mère est par terre et ne répond plus",
        "il fait une crise cardiaque",
        "je suis tombée je peux plus me relever",
        "il saigne beaucoup",
        "appelez une ambulance",
        "Au secours !",
        "my father is unconscious",
        "he fell off the scaffolding",
        "زوجي لا يتنفس",
        "أمي فقدت الوعي",
        "rajli ma kaytneffesch",
        "kocam nefes almıyor",
        "annem bayıldı",
        "o meu pai não respira",
        "desmaiou e está a sangrar",
        "mi madre no respira",
    ],
    "emergency_electric": [
        "je me suis électrocuté",
        "la prise fait des étincelles",
        "des fils dénudés pendent dans le couloir",
        "mon fils a pris une décharge avec le radiateur",
        "l'eau coule sur le tableau électrique",
        "I got an electric shock from the tap",
        "sparks from the socket",
        "صعقني الكهرباء",
        "drebni do",
        "prizden kıvılcım çıkıyor",
        "apanhei um choque elétrico",
        "saltan chispas del enchufe",
    ],
    "emergency_flood": [
        "l'eau coule du plafond",
        "un tuyau a éclaté",
        "on est inondés",
        "il pleut dans mon salon",
        "sa inonde tout lappart",
        "ils ont percé un tuyau ça gicle partout",
        "my flat is flooding",
        "a pipe burst",
        "الماء ينزل من السقف",
        "dar gher9at b lma",
        "evi su bastı",
        "rebentou um cano",
        "se inunda mi casa",
    ],
    "emergency_collapse": [
        "le plafond s'effondre",
        "un morceau de façade est tombé devant la porte",
        "l'échafaudage penche",
        "le balcon va s'écrouler",
        "the ceiling is collapsing",
        "the scaffolding is falling",
        "السقف ينهار",
        "plafond kayti7",
        "tavan çöküyor",
        "o teto está a cair",
        "el techo se derrumba",
    ],
    "emergency_violence": [
        "mon mari me frappe",
        "mon mari me tape dessus",
        "il me menace avec un couteau",
        "on m'agresse dans le hall",
        "un ouvrier m'a touchée",
        "il essaie de forcer ma porte",
        "j'ai peur de mon compagnon",
        "my husband hits me",
        "a man is threatening me with a knife",
        "زوجي يضربني",
        "rajli kaydrebni",
        "kocam beni dövüyor",
        "o meu marido bate-me",
        "mi marido me pega",
    ],
    "emergency_child": [
        "un enfant est seul sur l'échafaudage",
        "mon fils a disparu",
        "je ne trouve plus ma fille",
        "le voisin frappe son bébé",
        "un petit est tombé par la fenêtre",
        "a child is alone on the scaffolding",
        "my daughter is missing",
        "ابني مفقود",
        "weldi twedder",
        "oğlum kayıp",
        "o meu filho desapareceu",
        "mi hijo ha desaparecido",
    ],
    "emergency_suicide": [
        "je veux en finir",
        "j'ai envie de mourir",
        "jveu mourir",
        "je vais me jeter par la fenêtre",
        "je n'ai plus envie de vivre",
        "je pense au suicide",
        "I want to die",
        "I'm going to kill myself",
        "أريد أن أموت",
        "bghit nmout",
        "kendimi öldüreceğim",
        "quero morrer",
        "quiero morir",
    ],
    "emergency_co": [
        "le détecteur de monoxyde sonne",
        "on a tous la nausée et mal à la tête avec le chauffage d'appoint",
        "intoxication au monoxyde de carbone",
        "carbon monoxide alarm is ringing",
        "تسمم بأول أكسيد الكربون",
        "karbonmonoksit alarmı çalıyor",
        "o alarme de monóxido está a tocar",
    ],
}

NEAR_MISSES = [
    "c'est quand la coupure de gaz prévue",
    "coupure de gaz mercredi, je peux cuisiner ?",
    "vous enlevez le gaz ?",
    "mon compteur de gaz est relevé quand",
    "ma facture de gaz est trop chère",
    "quand posez-vous le détecteur de fumée",
    "le détecteur de fumée doit être changé",
    "vous installez une porte coupe-feu ?",
    "l'exercice incendie c'est quel jour",
    "l'incendie de l'an dernier a abîmé ma cave",
    "ça tape au marteau",
    "ça tape depuis ce matin",
    "ils tapent dans les murs",
    "ce chantier va me tuer",
    "les travaux vont me tuer",
    "le bruit me rend fou",
    "j'aimerais en finir avec ce chantier",
    "vivement qu'on en finisse avec ces travaux",
    "je meurs de froid dans cet appartement",
    "on va mourir de chaud avec ces bâches",
    "je suis mort de rire",
    "mdr",
    "le feu rouge de la rue est en panne",
    "vous avez le feu vert pour les travaux ?",
    "feu d'artifice du 14 juillet",
    "plaque de cuisson à feu vif",
    "vous prenez mon courant pour vos perceuses",
    "il y a eu une fuite d'eau l'année dernière",
    "ça fuit sous l'évier depuis que vous êtes passés",
    "le robinet goutte",
    "la facture d'eau explose",
    "l'échafaudage est devant ma fenêtre",
    "quand tombe le prochain rendez-vous",
    "ça tombe mal mardi",
    "je suis tombée sur le répondeur",
    "l'ouvrier a frappé à la porte",
    "quelqu'un a tapé à ma porte ce matin",
    "mon fils est seul à la maison mardi, il peut ouvrir ?",
    "ma fille de 16 ans peut ouvrir ?",
    "la peinture du plafond s'écaille",
    "mon mari est malade, il dort le jour",
    "ma mère est sous oxygène, vous coupez le courant quand",
    "je suis cardiaque",
    "l'électricité est coupée jusqu'à quand",
    "les nouvelles prises sont posées quand",
    "assurance inondation obligatoire ?",
    "on est inondés de courriers",
    "when is the smoke detector fitted",
    "the noise is killing me",
    "is the gas going to be cut tomorrow",
    "متى يقطع الغاز",
    "كم يستغرق الحمام",
    "gaz ne zaman kesilecek",
    "vão cortar o gás amanhã",
    "wach ghadi t9et3ou lgaz",
    "mon voisin fait trop de bruit",
    "bat C 3e",
    "",
    "😀",
]

TABLE = [(text, name) for name, texts in DANGERS.items() for text in texts]


@pytest.mark.parametrize(("text", "name"), TABLE, ids=[f"{name}: {text}" for text, name in TABLE])
def test_danger_is_seen(text: str, name: str) -> None:
    assert detect_emergency(text) == name


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_near_miss_does_not_fire(text: str) -> None:
    assert detect_emergency(text) is None


def test_danger_is_seen_in_the_middle_of_a_long_polite_text() -> None:
    polite = "Bonjour madame, j'espère que vous allez bien. " * 10
    assert detect_emergency(polite + "ça sent le gaz " + polite) == "emergency_gas"


@pytest.mark.parametrize("filler", ["a", "gaz ", "eau ", "(", "?" * 3, "le feu vert "])
def test_ten_thousand_characters_are_read_in_time(filler: str) -> None:
    text = (filler * 10_000)[:10_000]
    start = time.perf_counter()
    detect_emergency(text)
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    "text",
    [
        "entree 4 porte 17",
        "vous venez le 18 ou le 17 ?",
        "question 17",
        "appart 15, le 15 mai",
        "17",
    ],
)
def test_a_number_alone_is_no_call_for_help(text: str) -> None:
    """They are days and doors as well."""
    assert detect_emergency(text) is None
