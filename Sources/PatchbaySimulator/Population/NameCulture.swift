/// Names of one part of the world: given names and surnames, each with the spelling that its owner's address has.
struct NameCulture: Sendable {
    struct Name: Sendable {
        let written: String
        let login: String

        init(_ text: Substring) {
            let halves = text.split(separator: "|")
            written = String(halves[0])
            login = String(halves.last ?? "").lowercased()
        }
    }

    let givens: [Name]
    let surnames: [Name]
    /// Whether the surname is written first and without a space.
    let familyFirst: Bool

    private init(_ givens: String, _ surnames: String, familyFirst: Bool = false) {
        self.givens = givens.split(separator: " ").map(Name.init)
        self.surnames = surnames.split(separator: " ").map(Name.init)
        self.familyFirst = familyFirst
    }

    /// The name as it is displayed.
    func display(_ given: Int, _ surname: Int) -> String {
        familyFirst
            ? surnames[surname].written + givens[given].written
            : givens[given].written.replacing("_", with: " ") + " "
                + surnames[surname].written.replacing("_", with: " ")
    }

    /// Written with everything that goes wrong in practice: diacritics, letters that no folding reaches, apostrophes, hyphens,
    /// particles and scripts without Latin letters.
    static let all: [NameCulture] = [
        NameCulture(
            """
            Olivia James Emma Liam Grace Noah Charlotte Henry Amelia Jack Isla Oscar Siobhán|siobhan Seán|sean Niamh Ciarán|ciaran
            """,
            """
            Smith Taylor O’Neill|oneill O'Brien|obrien Baker Carter MacDonald Wright Hughes D'Arcy|darcy Clarke Walker Hall \
            Smith-Jones|smith-jones Young Fletcher
            """),
        NameCulture(
            """
            Anna Jürgen|juergen Käthe|kaethe Björn|bjoern Lukas Sophie Jörg|joerg Lena Felix Marie Günther|guenther Paula Tobias \
            Heike Maximilian Ursula
            """,
            """
            Müller|mueller Schmidt Weiß|weiss Schäfer|schaefer Krüger|krueger Vogel Böhm|boehm Huber von_Arnim|vonarnim Großmann|grossmann \
            Wagner Becker Jäger|jaeger Köhler|koehler Lang Straßer|strasser
            """),
        NameCulture(
            """
            Camille Léa|lea François|francois Zoé|zoe Jérôme|jerome Chloé|chloe Hélène|helene Luc Margaux Benoît|benoit Inès|ines \
            Théo|theo Noémie|noemie Pascal Élodie|elodie Raphaël|raphael
            """,
            """
            Dubois Lefèvre|lefevre Moreau L'Écuyer|lecuyer Garçon|garcon Bérenger|berenger d'Aubigné|daubigne Girard Bonnet \
            Châtelain|chatelain Faure Mercier Le_Goff|legoff Rousseau Noël|noel Pelletier
            """),
        NameCulture(
            """
            María|maria José|jose Lucía|lucia Íñigo|inigo Álvaro|alvaro Carmen Sofía|sofia Andrés|andres Inés|ines Martín|martin \
            Pilar Joaquín|joaquin Ana Tomás|tomas Valentina Óscar|oscar
            """,
            """
            García|garcia Núñez|nunez Muñoz|munoz Ibáñez|ibanez Ortega Peña|pena de_la_Cruz|delacruz Vázquez|vazquez Castillo \
            Jiménez|jimenez Ruiz Ordóñez|ordonez Fuentes Gómez|gomez Torres Yáñez|yanez
            """),
        NameCulture(
            """
            Łukasz|lukasz Agnieszka Michał|michal Zofia Paweł|pawel Małgorzata|malgorzata Jakub Bożena|bozena Ewa Wojciech \
            Jiří|jiri Tereza Šárka|sarka Ondřej|ondrej Živa|ziva Đorđe|djordje
            """,
            """
            Kowalski Wiśniewska|wisniewska Wójcik|wojcik Łęcki|lecki Żak|zak Novák|novak Dvořák|dvorak Černá|cerna Kovač|kovac \
            Šimić|simic Horváth|horvath Szabó|szabo Nagy Đukić|djukic Popescu Ștefănescu|stefanescu
            """),
        NameCulture(
            """
            Søren|soren Åse|aase Bjørn|bjorn Ingrid Lars Freja Jón|jon Guðrún|gudrun Mikkel Sigrid Aino Jussi Väinö|vaino Märta|marta \
            Oddný|oddny Þór|thor
            """,
            """
            Jørgensen|jorgensen Ångström|angstrom Ødegård|odegaard Nilsson Lindqvist Mäkelä|makela Virtanen Þorsteinsdóttir|thorsteinsdottir \
            Dahl Ekström|ekstrom Hämäläinen|hamalainen Berg Bergström|bergstrom Aaltonen Sørbø|sorbo Rask
            """),
        NameCulture(
            """
            太郎|taro 花子|hanako 健|ken 美咲|misaki 翔太|shota さくら|sakura 大輔|daisuke 陽子|yoko 拓海|takumi 由美|yumi 誠|makoto 愛|ai
            """,
            """
            山田|yamada 佐藤|sato 鈴木|suzuki 高橋|takahashi 渡辺|watanabe 小林|kobayashi 斎藤|saito 齋藤|saito 中村|nakamura 加藤|kato \
            松本|matsumoto 井上|inoue
            """, familyFirst: true),
        NameCulture(
            """
            伟|wei 芳|fang 秀英|xiuying 敏|min 静|jing 强|qiang 磊|lei 洋|yang 艳|yan 勇|yong 娜|na 军|jun
            """,
            """
            王|wang 李|li 张|zhang 刘|liu 陈|chen 杨|yang 赵|zhao 黄|huang 周|zhou 吴|wu 吕|lv 欧阳|ouyang
            """, familyFirst: true),
        NameCulture(
            """
            지훈|jihoon 서연|seoyeon 민준|minjun 하은|haeun 도윤|doyun 지우|jiwoo 예준|yejun 수아|sua
            """,
            """
            김|kim 이|lee 박|park 최|choi 정|jung 강|kang 조|cho 윤|yoon
            """, familyFirst: true),
        NameCulture(
            """
            Aarav Priya Rohan Ananya Vikram Meera Arjun Kavya Sanjay Lakshmi Nikhil Divya Omar Fatima Yusuf Layla
            """,
            """
            Sharma Iyer Patel Krishnan Das Mehta Nair Rao Al-Farsi|al-farsi El-Masri|el-masri Haddad Khan Chatterjee Reddy Singh Qureshi
            """),
        NameCulture(
            """
            Nguyễn_Anh|anh Minh Linh Đức|duc Thảo|thao Hương|huong Quang Mai Ayşe|ayse Çağlar|caglar Işıl|isil İbrahim|ibrahim Deniz \
            Gökhan|gokhan Şule|sule Emre
            """,
            """
            Nguyễn|nguyen Trần|tran Phạm|pham Đặng|dang Võ|vo Bùi|bui Yılmaz|yilmaz Şahin|sahin Öztürk|ozturk Çelik|celik Güneş|gunes \
            Kılıç|kilic Aydın|aydin Doğan|dogan Koç|koc Erdoğan|erdogan
            """),
        NameCulture(
            """
            Алексей|aleksei Ольга|olga Дмитрий|dmitry Юлия|yulia Андрій|andrii Оксана|oksana Ελένη|eleni Γιώργος|giorgos Νίκος|nikos \
            Μαρία|maria Иван|ivan Наталья|natalya
            """,
            """
            Иванов|ivanov Смирнова|smirnova Щербаков|shcherbakov Коваленко|kovalenko Шевченко|shevchenko Παπαδόπουλος|papadopoulos \
            Γεωργίου|georgiou Οικονόμου|oikonomou Попов|popov Лебедева|lebedeva
            """),
    ]
}
