"""Ordinary scenes of a works site are no danger, and hide none."""

import pytest

from bot.nlu.dangers.ordinary import LONGEST
from bot.nlu.emergencies import detect_emergency, is_ordinary

ORDINARY = [
    "un ouvrier fume dans le hall",
    "un peintre fume devant la porte du bâtiment",
    "les gars fument sur le palier du 4e",
    "on peut fumer sur le balcon pendant les travaux ?",
    "ça sent la peinture",
    "ça sent la peinture dans l'escalier",
    "ça sent la colle au 3e étage",
    "ça sent la cigarette dans le couloir",
    "ça sent mauvais dans le local poubelle",
    "odeur de solvant dans tout l'immeuble",
    "les ouvriers sont violents avec les portes",
    "j'ai un rideau violet",
    "quelqu'un est entré chez moi hier et a volé mon vélo",
    "alguém entrou na minha casa durante as obras e roubou o portátil",
    "my tap is dripping",
    "a torneira pinga",
    "musluk damlıyor",
    "الصنبور يقطر",
    "the kitchen sink is blocked",
    "l'ampoule du palier est grillée",
    "mon detecteur de fumée bipe tt les 30 sec",
    "ma fille est asthmatique",
    "je n'en veux plus",
    "non merci j'en veux plus de votre offre",
    "I don't want it anymore, cancel",
    "artık istemiyorum",
    "não quero a internet",
    "I am fine now",
    "laissez tomber finalement je serai là",
    "finalement je serai là",
    "ok je serai présent jeudi matin",
    "c'est plus la peine de venir",
    "laissez tomber pour la télé",
    "j'y vais demain",
    "ok j'y vais lundi",
    "je m'en vais demain pour 15 jours",
    "on part trois semaines au bled",
    "je pars en vacances",
    "y a une fuite dans la salle de bain ça goutte",
    "qui vérifie le détecteur de gaz ?",
    "vous posez les détecteurs de fumée quand",
    "qui change les piles du détecteur de fumée",
    "le détecteur de fumée est tombé du plafond",
    "c'est quand la coupure de gaz",
    "vous coupez le gaz demain ou pas",
    "l'échafaudage fait du bruit quand il y a du vent",
    "le vent fait bouger la bâche",
    "la chaudière fait du bruit",
    "ma chaudière ne s'allume plus",
    "l'ascenseur fait un bruit bizarre",
    "de la poussière tombe du plafond",
    "l'eau coule marron",
    "le robinet de la cuisine fuit",
    "je suis tombé sur votre affiche",
    "on entend des coups dans le mur",
    "j'ai mal à la tête à cause du bruit",
    "un ouvrier m'a mal parlé",
    "la hotte ne tire plus la fumée de la cuisine",
]

DANGERS = [
    "un homme est entré chez moi il a volé mes clés et il me menace",
    "alguém entrou na minha casa e roubou, ainda está cá com uma arma",
    "quelqu'un est entré chez moi il est encore là",
    "un ouvrier fume et il a mis le feu à la bâche",
    "les ouvriers fument à côté des bouteilles de gaz",
    "un ouvrier fume du dos, il brûle",
    "ça sent le brûlé, pas la peinture",
    "ça sent la peinture et le gaz",
    "ça sent la peinture et on a tous la tête qui tourne",
    "c'est quand la coupure de gaz ? ça sent fort chez moi",
    "qui vérifie le détecteur de gaz ? il sonne",
    "l'échafaudage fait du bruit et il penche",
    "le vent a arraché la bâche",
    "la chaudière fait du bruit et on a des vertiges",
    "de la poussière tombe du plafond, il se fissure",
    "l'eau coule marron et elle déborde sur la prise",
    "on entend des coups dans le mur, une femme crie",
    "un ouvrier m'a mal parlé et m'a touchée",
    "ça fume dans la gaine",
    "je n'en veux plus de cette vie",
    "il m'a frappée, j'ai l'œil violet",
    "I don't want it anymore, I want to die",
    "artık yaşamak istemiyorum",
    "não quero mais viver",
    "j'y vais demain, adieu",
    "je serai plus là jeudi, adieu",
    "je ne serai plus là quand vous viendrez",
    "c'est plus la peine de venir, c'est fini pour moi",
    "laissez tomber, personne me regrettera",
    "je m'en vais demain pour toujours",
    "water is dripping from the ceiling on the light",
    "l'ampoule a grillé et ça fume",
    "ma fille est asthmatique elle respire plus",
    "I am fine now but my husband is bleeding",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_neither_judge_takes_a_scene_for_danger(text: str) -> None:
    assert is_ordinary(text)
    assert detect_emergency(text) is None


@pytest.mark.parametrize("text", DANGERS)
def test_a_word_of_danger_beside_it_is_enough(text: str) -> None:
    assert not is_ordinary(text)


def test_a_long_text_tells_more_than_a_scene() -> None:
    assert not is_ordinary("ça sent la peinture " + "et voilà " * LONGEST)
