"""What tenants type → the plain French it stands for. Keys are folded (lower case, no accents)."""

from __future__ import annotations

_SHORT = """
kan=quand kand=quand qan=quand qand=quand qd=quand cand=quand kant=quand quan=quand
koi=quoi qoi=quoi quoa=quoi kwa=quoi ke=que k=que ki=qui kel=quel kelle=quelle kels=quels
kelles=quelles quel=quel kelke=quelque kelkun=quelqu'un qqn=quelqu'un qqun=quelqu'un
qq1=quelqu'un kk1=quelqu'un kkun=quelqu'un qqch=quelque|chose kkchose=quelque|chose
qqchose=quelque|chose pk=pourquoi pq=pourquoi pkoi=pourquoi pourkoi=pourquoi prk=pourquoi
porkoi=pourquoi pourqoi=pourquoi pourkwa=pourquoi prquoi=pourquoi pcq=parce|que pck=parce|que
pske=parce|que parske=parce|que psk=parce|que koman=comment komen=comment komment=comment
comen=comment coment=comment cmt=comment cmnt=comment kom=comme konbien=combien kombien=combien
combi1=combien cbien=combien cmb=combien cmbien=combien cb=combien bcp=beaucoup bcoup=beaucoup
bocou=beaucoup bocoup=beaucoup mtn=maintenant mnt=maintenant mtnt=maintenant
maintenan=maintenant mintenan=maintenant tjrs=toujours tjr=toujours tjs=toujours
toujour=toujours tjours=toujours vs=vous vou=vous ns=nous nou=nous pr=pour ds=dans avc=avec
avek=avec aveque=avec jsp=je|sais|pas jsais=je|sais jspas=je|sais|pas jvx=je|veux jveux=je|veux
jveu=je|veux jve=je|veux jpx=je|peux jpeux=je|peux jpeu=je|peux jvoudrais=je|voudrais
jvoudrai=je|voudrais jvoulais=je|voulais jdois=je|dois jsuis=je|suis chui=je|suis chuis=je|suis
jsui=je|suis jss=je|suis jfais=je|fais jfai=je|fais jcherche=je|cherche jcomprends=je|comprends
jcomprend=je|comprends jte=je|te jme=je|me jpp=je|n'en|peux|plus svp=s'il|vous|plaît
stp=s'il|te|plaît siouplait=s'il|vous|plaît silvouplait=s'il|vous|plaît svouplait=s'il|vous|plaît
siouplé=s'il|vous|plaît silvouple=s'il|vous|plaît slt=salut bjr=bonjour bjrs=bonjour
bonjou=bonjour bnjr=bonjour bsr=bonsoir bsoir=bonsoir cc=coucou dsl=désolé mrc=merci mci=merci
merki=merci rdv=rendez-vous rdvs=rendez-vous auj=aujourd'hui ajd=aujourd'hui ajrd=aujourd'hui
ojd=aujourd'hui aujourdhui=aujourd'hui aujourdui=aujourd'hui ojourdui=aujourd'hui
aujourd8=aujourd'hui dem1=demain 2m1=demain 2main=demain dmain=demain demin=demain
apdem=après-demain aprem=après-midi aprm=après-midi apresmidi=après-midi
wknd=week-end weekend=week-end wkd=week-end
appart=appartement apart=appartement appt=appartement aprt=appartement apartement=appartement
appartment=appartement apparte=appartement esk=escalier escalié=escalier eskalier=escalier
batimen=bâtiment batiman=bâtiment imeuble=immeuble imeubl=immeuble tel=téléphone num=numéro
nmr=numéro numero=numéro sdb=salle|de|bain sdbain=salle|de|bain wc=toilettes chiotte=toilettes
chiottes=toilettes toilete=toilettes toillette=toilettes pb=problème pbs=problèmes pblm=problème
prblm=problème prblem=problème probleme=problème problem=problème rep=réponse repondez=répondez
reponce=réponse repon=répond jms=jamais jamai=jamais jamé=jamais dc=donc dpuis=depuis
depui=depuis dps=depuis dep=depuis tt=tout tte=toute ts=tous tlm=tout|le|monde mm=même
meme=même pa=pas nn=non wi=oui ui=oui ouai=ouais nan=non ya=il|y|a yaura=il|y|aura
yora=il|y|aura yavait=il|y|avait yapa=il|n'y|a|pas yapas=il|n'y|a|pas yaplus=il|n'y|a|plus
nya=il|n'y|a cest=c'est cé=c'est sest=c'est cetait=c'était ct=c'était ce=ce
travo=travaux travau=travaux travaus=travaux traveaux=travaux traveau=travaux traveaus=travaux
chantié=chantier chantie=chantier chantiers=chantiers brui=bruit bruis=bruit bui=bruit
assenseur=ascenseur asenseur=ascenseur asenceur=ascenseur ascenceur=ascenseur acenseur=ascenseur
assanseur=ascenseur ascensseur=ascenseur assensseur=ascenseur asanseur=ascenseur
assenceur=ascenseur eletricite=électricité electrisite=électricité elektricite=électricité
electricite=électricité eletrisite=électricité elec=électricité chofage=chauffage
chaufage=chauffage chofaj=chauffage choffage=chauffage courent=courant kourant=courant
couran=courant internete=internet internette=internet ordi=ordinateur ordis=ordinateurs
ordinatere=ordinateur gardian=gardien gardi1=gardien gardein=gardien guardien=gardien
poubel=poubelle poubelles=poubelles voisain=voisin vwazin=voisin voizin=voisin
echafodage=échafaudage echafaudag=échafaudage echaffaudage=échafaudage échaffodage=échafaudage
echafodaj=échafaudage amiente=amiante plonbier=plombier plombié=plombier ouvrié=ouvrier
ouvrie=ouvrier chofeau=chauffe-eau chaude=chaude balkon=balcon balcond=balcon fenetre=fenêtre
fenetres=fenêtres fnetre=fenêtre kuisine=cuisine cuizine=cuisine cuisne=cuisine
douch=douche loyé=loyer loiyer=loyer loier=loyer lokataire=locataire locatair=locataire
baileur=bailleur bayeur=bailleur boite=boîte commance=commence comance=commence
comence=commence kommence=commence komence=commence comencer=commencer commancer=commencer
comance=commence comancer=commencer fini=fini fini=fini finissé=finissez finit=finit
vené=venez vener=venez passé=passé arivé=arrivé arive=arrive ariver=arriver
dur=dur durent=durent coupure=coupure coupur=coupure coupurre=coupure koupure=coupure
kouper=coupé koupé=coupé coupez=coupez eaux=eau o=o fo=faut fodra=faudra fodrai=faudrait
fau=faut fodrait=faudrait pourai=pourrais pourrai=pourrais pourè=pourrais savoire=savoir
savwar=savoir savoar=savoir veu=veux peu=peu peus=peux dite=dites dit=dit expliké=expliquer
combler=combler malad=malade urjent=urgent urgen=urgent aparament=apparemment
rappelé=rappeler rapeler=rappeler rapelez=rappelez rapelé=rappeler raplé=rappeler
apelé=appeler apeler=appeler apel=appel apele=appelle jabite=j'habite jabit=j'habite
kestion=question keske=qu'est-ce|que keskon=qu'est-ce|qu'on keskil=qu'est-ce|qu'il
kesk=qu'est-ce|que keskya=qu'est-ce|qu'il|y|a kesskya=qu'est-ce|qu'il|y|a
queske=qu'est-ce|que queskon=qu'est-ce|qu'on eske=est-ce|que esk'=est-ce|que estce=est-ce
esce=est-ce escq=est-ce|que estceque=est-ce|que esque=est-ce|que skil=ce|qu'il ske=ce|que
kil=qu'il kon=qu'on kelheure=quelle|heure keleur=quelle|heure dakor=d'accord dac=d'accord
dacc=d'accord daccord=d'accord oki=ok okay=ok tkt=t'inquiète pdt=pendant pdnt=pendant
pendan=pendant avan=avant apre=après aprè=après vi1=vient vien=vient vienn=viennent
vienent=viennent vienne=viennent bi1=bien ri1=rien rien=rien fet=fait fête=fête fait=fait
faite=faites fètes=faites refaite=refaite mezon=maison mézon=maison msg=message msgs=messages
sms=sms txt=texte infos=informations info=information renseignmt=renseignement
semane=semaine semène=semaine smaine=semaine sem=semaine mwa=moi moa=moi moi=moi
jour=jour jrs=jours jr=jour hr=heure hrs=heures min=minutes lundis=lundi mercredis=mercredi
etage=étage étaj=étage etaje=étage etg=étage rdc=rez-de-chaussée ms=mais davance=d'avance
chais=je|sais chaipa=je|sais|pas tro=trop moin=moins mem=même deja=déjà dja=déjà frr=frère
qq=quelque qlq=quelque qlqun=quelqu'un mè=mais osi=aussi ossi=aussi
aussie=aussi kelk=quelque kelkes=quelques vou=vous nou=nous avé=avez avè=avez alé=allez allé=allez
pouvé=pouvez pouver=pouvez savé=savez koupure=coupure aten=attends atend=attend
reveni=revenir revien=revient revi1=revient marchepa=marche|pas chaine=chaîne
bonj=bonjour bonjr=bonjour bj=bonjour slu=salut salu=salut bonsoi=bonsoir
numro=numéro nméro=numéro portab=portable fône=téléphone fone=téléphone
locatere=locataire lokatère=locataire propriétere=propriétaire
"""

WORDS: dict[str, str] = {
    key: value.replace("|", " ")
    for key, _, value in (entry.partition("=") for entry in _SHORT.split())
    if key != value
}

LETTERS: dict[str, str] = {"c": "c'est", "g": "j'ai", "j": "je", "d": "de", "t": "t'es"}
"""Single letters, expanded only where they cannot be the name of a building or a staircase."""

AFTER_PLACE = frozenset(
    [
        "bat",
        "bât",
        "bâtiment",
        "batiment",
        "immeuble",
        "escalier",
        "esc",
        "cage",
        "hall",
        "entrée",
        "entree",
        "tour",
        "bloc",
        "porte",
        "allée",
        "allee",
        "ligne",
        "plan",
        "bus",
        "rer",
        "métro",
        "metro",
        "classe",
        "vitamine",
    ]
)
"""Words before a single letter that make it a name."""

ELIDED = frozenset(
    [
        "eau",
        "ascenseur",
        "escalier",
        "electricite",
        "internet",
        "appartement",
        "appart",
        "immeuble",
        "heure",
        "entree",
        "echafaudage",
        "isolation",
        "amiante",
        "offre",
        "ordinateur",
        "ordi",
        "assurance",
        "ete",
        "hiver",
        "hopital",
        "interphone",
        "arrive",
        "arrete",
        "appelle",
        "aide",
        "echelle",
        "electricien",
        "entreprise",
        "equipe",
        "etage",
        "evier",
        "extincteur",
        "attends",
        "attend",
        "habite",
        "ai",
        "aimerais",
        "arrive",
        "avais",
        "avait",
        "aurais",
        "aurai",
        "etais",
        "etait",
        "entends",
        "ecris",
        "envoie",
        "espere",
        "essaie",
        "oublie",
        "ouvre",
        "utilise",
        "en",
        "y",
        "on",
        "il",
        "ils",
        "elle",
        "elles",
        "est",
        "es",
        "apres",
        "abord",
        "accord",
        "argent",
        "abonnement",
        "adresse",
        "operateur",
        "option",
        "autre",
        "un",
        "une",
        "impression",
        "inverse",
    ]
)
"""Words that merge with the small word before them when the apostrophe is left out (folded)."""

ELIDING = {
    "l": "l'", "d": "d'", "j": "j'", "n": "n'", "m": "m'", "s": "s'", "t": "t'",
    "qu": "qu'", "jusqu": "jusqu'", "lorsqu": "lorsqu'", "puisqu": "puisqu'",
}  # fmt: skip
"""The small words that lose their vowel, as typed → as written."""

WHOLE = frozenset(
    [
        "non",
        "mon",
        "ton",
        "son",
        "don",
        "des",
        "les",
        "mes",
        "ses",
        "tes",
        "ces",
        "mai",
        "sai",
        "lai",
        "test",
        "celle",
        "celles",
        "selle",
        "telle",
        "telles",
        "quelle",
        "quelles",
        "tete",
        "sete",
        "jete",
        "savais",
        "savait",
        "lavais",
        "lavait",
        "saurais",
        "saurai",
        "seau",
        "lest",
        "lune",
        "lame",
        "laide",
        "ment",
        "lit",
        "dans",
        "den",
        "men",
        "ten",
        "nun",
        "june",
        "lil",
        "sens",
        "cet",
        "cette",
    ]
)
"""Merged look-alikes that are words of their own and stay as they are."""

PHRASES: tuple[tuple[str, str], ...] = (
    (r"\bs'?il (?:vs|te|vous) pl?ai[st]e?\b", "s'il vous plaît"),
    (r"\best ?ce ?(?:que|q|k|ke)\b", "est-ce que"),
    (r"\best ce qu'", "est-ce qu'"),
    (r"\bqu'?est ?ce ?(?:que|ke)\b", "qu'est-ce que"),
    (r"\b(?:c'est|ces|c) koi\b", "c'est quoi"),
    (r"\bpar ?ce (?:ke|k)\b", "parce que"),
    (r"\by'? ?a (?:pa|pas|po)\b", "il n'y a pas"),
    (r"\by'? ?a (?:plu|plus)\b", "il n'y a plus"),
    (r"\by'a\b", "il y a"),
    (r"\b(?:kan|quand|kand) (?:es|est|é|esk|esse)(?: |-)?(?:que|ke|k|kon)\b", "quand est-ce que"),
    (r"\bsalle (?:2|de|d) b(?:ain|1)s?\b", "salle de bain"),
    (r"\b1 peu\b", "un peu"),
    (r"\ba pa\b", "n'a pas"),
    (r"\bw[- ]?e\b", "week-end"),
)
"""Expressions of several words, applied before the words."""
