/// How the rule ``MatchRule/name`` scores.
///
/// The score of a pair is `(1 - departmentWeight) × name + departmentWeight × department`. *Name* runs from 0 to 1: each word
/// of the shorter name is paired with its most similar word in the other (Jaro-Winkler), in any order, so `Lee, Ann` is
/// `Ann Lee`. *Department* is 1 if both are the same, 0.5 if either is missing and 0 if they differ.
///
/// Before that, names are written in plain lower-case Latin letters (`Łukasz Ødegård` is `lukasz odegard`), and text in brackets is
/// dropped. Nicknames are not known: `Bob` is not `Robert`.
public struct NameComparison: Hashable, Sendable, Codable {
    /// The lowest score that is suggested, 0 to 1.
    public var minimumScore: Double
    /// Two candidates whose scores are no further apart than this are equally good, hence ambiguous.
    public var margin: Double
    /// The share of the department in the score, 0 to 1.
    public var departmentWeight: Double
    /// The most entries with similar names that one person is compared with. A larger group is passed over, since a suggestion
    /// among hundreds of namesakes helps nobody and would cost quadratic time.
    public var largestGroup: Int

    /// Sets how names are scored.
    ///
    /// - Parameters:
    ///   - minimumScore: the lowest score that is suggested.
    ///   - margin: the difference that makes one candidate better than another.
    ///   - departmentWeight: the share of the department in the score.
    ///   - largestGroup: the most similar names that are compared with one person's.
    public init(
        minimumScore: Double = 0.88, margin: Double = 0.05, departmentWeight: Double = 0.1, largestGroup: Int = 250
    ) {
        self.minimumScore = minimumScore
        self.margin = margin
        self.departmentWeight = departmentWeight
        self.largestGroup = largestGroup
    }
}

/// What two departments say about a pair.
enum DepartmentVerdict: Sendable {
    case same
    case unknown
    case different

    var score: Double {
        switch self {
        case .same: 1
        case .unknown: 0.5
        case .different: 0
        }
    }
}

/// The score of one pair of names, with what it is made of.
struct NameScore: Sendable {
    /// How alike the names are, 0 to 1.
    let name: Double
    /// What the departments say.
    let department: DepartmentVerdict
    /// Both together, rounded to thousandths so that it reads and compares the same everywhere.
    let total: Double
}

extension NameComparison {
    /// Scores a pair.
    func score(_ left: ComparableName, _ right: ComparableName) -> NameScore {
        let department: DepartmentVerdict =
            if left.department.isEmpty || right.department.isEmpty {
                .unknown
            } else {
                left.department == right.department ? .same : .different
            }
        let name = NameSimilarity.similarity(left.words, right.words)
        let total = (1 - departmentWeight) * name + departmentWeight * department.score
        return NameScore(
            name: Self.rounded(name), department: department, total: name == 0 ? 0 : Self.rounded(total))
    }

    /// Whether a score is higher by more than the margin. The tiny allowance keeps binary fractions from deciding.
    func isClearlyBetter(_ score: Double, than other: Double) -> Bool { score > other + margin + 1e-9 }

    private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
