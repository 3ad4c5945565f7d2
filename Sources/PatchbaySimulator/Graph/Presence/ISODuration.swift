/// Lengths of time as Graph takes them, such as `PT1H30M`.
///
/// Source: ISO 8601, durations of days, hours, minutes and seconds. Months and years have no fixed length and are refused.
enum ISODuration {
    /// The length in seconds; `nil` if it is not one.
    static func seconds(_ text: String) -> Double? {
        var rest = Substring(text)
        guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
        var total = 0.0
        var units: [(Character, Double)] = [("D", 86_400)]
        var digits = ""
        for character in rest {
            if character == "T" {
                guard digits.isEmpty, units.first?.0 == "D" || units.isEmpty else { return nil }
                units = [("H", 3600), ("M", 60), ("S", 1)]
            } else if character.isASCII, character.isNumber {
                digits.append(character)
            } else {
                guard let number = Double(digits), let place = units.firstIndex(where: { $0.0 == character }) else {
                    return nil
                }
                total += number * units[place].1
                units.removeFirst(place + 1)
                digits = ""
            }
        }
        return digits.isEmpty && rest.last != "T" ? total : nil
    }
}
