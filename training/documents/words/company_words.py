"""Words that company and street names are made of, by language."""

from __future__ import annotations

BIZ: dict[str, str] = {
    "en": "Consulting|Solutions|Services|Supplies|Supply|Systems|Technologies|Trading|"
    "Design|Media|Studio|Logistics|Transport|Foods|"
    "Catering|Plumbing|Plumbing & Heating|Electrical|Construction|Builders|Roofing|"
    "Landscaping|Cleaning|Software|Digital|Marketing|"
    "Analytics|Security|Health|Dental|Medical|Pharmacy|Auto Repair|Motors|Hardware|"
    "Furniture|Interiors|Books|Press|Publishing|Printing|"
    "Packaging|Energy|Power|Water|Telecom|Networks|Wireless|Insurance|Legal|Law|"
    "Accounting|Capital|Holdings|Group|International|Global|"
    "Industries|Manufacturing|Tools|Electronics|Optics|Textiles|Fashion|Bakery|"
    "Brewing|Coffee|Farms|Garden Center|Hotel|Travel|Tours|"
    "Events|Photography|Films|Music|Sports|Fitness|Academy|Training|Translations|"
    "Staffing|Recruitment|Partners|Associates|Equipment|"
    "Rentals|Storage|Movers|Freight|Shipping|Couriers|Hosting|Cloud|Data|Robotics|"
    "Labs|Research|Environmental|Engineering|Architects",
    "de": "Beratung|Handel|Handels|Technik|Elektrotechnik|Systeme|Software|Design|Medien|"
    "Verlag|Druckerei|Logistik|Spedition|Bau|Hochbau|"
    "Tischlerei|Schreinerei|Malerbetrieb|Dachdecker|Sanitär|Heizung & Sanitär|"
    "Gartenbau|Gebäudereinigung|Reinigungsservice|Autohaus|"
    "KFZ-Werkstatt|Autovermietung|Maschinenbau|Werkzeuge|Metallbau|Stahlhandel|"
    "Lebensmittel|Feinkost|Bäckerei|Metzgerei|Getränke|Weinhandel|"
    "Catering|Hotel|Gasthof|Reisen|Touristik|Verwaltung|Immobilien|Hausverwaltung|"
    "Steuerberatung|Rechtsanwälte|Notariat|Versicherung|"
    "Bürobedarf|Möbel|Wohnen|Textil|Mode|Sport|Apotheke|Dental|Medizintechnik|"
    "Labor|Optik|Energie|Stadtwerke|Wasser|Telekom|Hosting|Internet|"
    "IT-Service|Datentechnik|Werbung|Werbeagentur|Marketing|Fotografie|"
    "Veranstaltungen|Personal|Schulungen|Akademie|Übersetzungen|Taxi|"
    "Transporte|Umzüge|Industrie|Consulting|Solutions|Services|Group|International|"
    "Ingenieure|Architekten|Planung|Holzbau|Verpackungen",
    "fr": "Conseil|Services|Distribution|Informatique|Design|Médias|Éditions|Imprimerie|"
    "Logistique|Transports|Bâtiment|Construction|Menuiserie|"
    "Peinture|Plomberie|Chauffage|Électricité|Nettoyage|Jardinage|Automobiles|"
    "Garage|Location|Mécanique|Outillage|Métallerie|Alimentation|"
    "Boulangerie|Traiteur|Vins|Boissons|Hôtel|Voyages|Immobilier|Expertise|"
    "Assurances|Bureautique|Meubles|Textile|Mode|Sports|Pharmacie|"
    "Optique|Énergie|Eaux|Télécom|Hébergement|Réseaux|Publicité|Communication|"
    "Photographie|Événements|Formation|Traductions|Industrie|Groupe",
    "es": "Consultores|Servicios|Distribuciones|Informática|Diseño|Medios|Editorial|"
    "Imprenta|Logística|Transportes|Construcciones|Carpintería|"
    "Pinturas|Fontanería|Electricidad|Limpiezas|Jardinería|Automóviles|Talleres|"
    "Alquileres|Maquinaria|Herramientas|Metales|Alimentación|"
    "Panadería|Catering|Vinos|Bebidas|Hotel|Viajes|Inmobiliaria|Asesores|Seguros|"
    "Suministros|Muebles|Textil|Moda|Deportes|Farmacia|Óptica|"
    "Energía|Aguas|Telecomunicaciones|Redes|Publicidad|Comunicación|Fotografía|"
    "Eventos|Formación|Traducciones|Industrias|Grupo|Comercial",
    "it": "Consulenza|Servizi|Distribuzione|Informatica|Design|Media|Edizioni|Tipografia|"
    "Logistica|Trasporti|Costruzioni|Falegnameria|"
    "Idraulica|Impianti|Elettrica|Pulizie|Giardinaggio|Auto|Officina|Noleggio|"
    "Meccanica|Utensili|Metalli|Alimentari|Panificio|Ristorazione|"
    "Vini|Bevande|Hotel|Viaggi|Immobiliare|Assicurazioni|Forniture|Arredamenti|"
    "Tessuti|Moda|Sport|Farmacia|Ottica|Energia|Acque|Telecom|Reti|"
    "Pubblicità|Comunicazione|Fotografia|Eventi|Formazione|Traduzioni|Industrie|"
    "Gruppo|Commerciale",
    "nl": "Advies|Diensten|Handel|Handelsonderneming|Automatisering|Ontwerp|Media|"
    "Uitgeverij|Drukkerij|Logistiek|Transport|Bouw|Bouwbedrijf|"
    "Timmerwerken|Schilders|Installatietechniek|Elektro|Schoonmaak|Hoveniers|"
    "Autobedrijf|Verhuur|Machines|Gereedschap|Metaal|Levensmiddelen|"
    "Bakkerij|Catering|Wijnen|Dranken|Hotel|Reizen|Makelaars|Verzekeringen|"
    "Kantoorartikelen|Meubelen|Textiel|Mode|Sport|Apotheek|Optiek|"
    "Energie|Water|Telecom|Hosting|Netwerken|Reclame|Communicatie|Fotografie|"
    "Evenementen|Opleidingen|Vertalingen|Industrie|Groep|Techniek",
    "pt": "Consultoria|Serviços|Distribuição|Informática|Design|Comunicação|Editora|"
    "Gráfica|Logística|Transportes|Construções|Carpintaria|"
    "Pinturas|Canalizações|Eletricidade|Limpezas|Jardins|Automóveis|Oficina|"
    "Máquinas|Ferramentas|Metais|Alimentar|Padaria|Catering|Vinhos|"
    "Bebidas|Hotel|Viagens|Imobiliária|Seguros|Móveis|Têxteis|Moda|Desporto|"
    "Farmácia|Óptica|Energia|Águas|Telecomunicações|Redes|Publicidade|"
    "Fotografia|Eventos|Formação|Traduções|Indústrias|Grupo|Comércio",
    "pl": "Usługi|Handel|Hurtownia|Systemy|Informatyka|Projekt|Media|Wydawnictwo|"
    "Drukarnia|Logistyka|Transport|Budownictwo|Stolarnia|"
    "Instalacje|Elektryka|Sprzątanie|Ogrody|Auto Serwis|Wynajem|Maszyny|Narzędzia|"
    "Metale|Spożywczy|Piekarnia|Catering|Wina|Napoje|Hotel|"
    "Podróże|Nieruchomości|Ubezpieczenia|Biuro|Meble|Tekstylia|Moda|Sport|Apteka|"
    "Optyka|Energia|Wodociągi|Telekom|Sieci|Reklama|Fotografia|"
    "Eventy|Szkolenia|Tłumaczenia|Przemysł|Grupa",
}


BIZ_WORDS = {lang: tuple(text.split("|")) for lang, text in BIZ.items()}


_STREET_WORDS: dict[str, str] = {
    "en": "Main|Oak|Maple|Park|Church|High|Station|Mill|Lake|River|Hill|Washington|"
    "Market|King|Queen|Victoria|Pine|Cedar|Elm|Spring|North|"
    "South|West|Harbor|Industrial|Commerce|Technology|Bridge|Garden|College|Sunset|"
    "Forest|Meadow|Willow|Broad|Castle|Chestnut|Franklin",
    "de": "Haupt|Bahnhof|Garten|Schul|Berg|Linden|Kirch|Wald|Ring|Goethe|Schiller|Mozart|"
    "Bismarck|Industrie|Gewerbe|Rosen|Birken|Feld|"
    "Markt|Mühlen|Hafen|Park|Wiesen|Brunnen|Kaiser|König|Berliner |Frankfurter |"
    "Kölner |Münchner |Alte |Neue |Untere |Lange ",
    "fr": "la République|la Gare|la Paix|l'Église|la Liberté|Victor Hugo|Pasteur|"
    "Jean Jaurès|la Mairie|Moulin|Gambetta|Voltaire|l'Industrie|"
    "des Lilas|des Acacias|du Commerce|du Port|des Écoles|du Château|de Verdun",
    "es": "Mayor|Real|de la Paz|del Sol|de Alcalá|Colón|San Juan|Santa María|"
    "de la Constitución|Cervantes|Goya|del Carmen|Nueva|Industrial",
    "it": "Roma|Garibaldi|Mazzini|Verdi|Dante|Cavour|Marconi|della Libertà|Nazionale|"
    "Europa|dell'Industria|San Marco|Vittorio Veneto|Manzoni",
    "nl": "Kerk|Dorps|School|Molen|Stations|Hoofd|Nieuw|Wilhelmina|Juliana|Beatrix|"
    "Industrie|Haven|Markt|Park|Beuken|Eiken|Linden|Prins Hendrik",
    "pt": "da Liberdade|de Camões|do Comércio|da República|Almirante Reis|das Flores|"
    "da Boavista|do Carmo|Augusta|Paulista|das Indústrias",
    "pl": "Kwiatowa|Polna|Leśna|Słoneczna|Krótka|Szkolna|Ogrodowa|Lipowa|Brzozowa|Łąkowa|"
    "Kościuszki|Mickiewicza|Sienkiewicza|Przemysłowa|Długa",
}


STREET_WORDS = {lang: tuple(text.split("|")) for lang, text in _STREET_WORDS.items()}
