import { expect } from 'chai'
import { readResidentId } from '#registry-rules/identity/resident-id.ts'
import { dayNumber } from '#test/bench/linkage/calendar.ts'
import { checkCharacter, fifteenDigits, residentNumber } from '#test/bench/linkage/resident-number.ts'

describe('resident numbers of the benchmark', () => {
  it('have the check character of the example in GB 11643-1999', () => {
    expect(checkCharacter('11010519491231002')).to.equal('X')
    expect(checkCharacter('44052418800101001')).to.equal('4')
  })

  it('are valid for the registry, in eighteen and in fifteen digits', () => {
    const number = residentNumber('370102', dayNumber(1962, 3, 9), 27)
    expect(number.slice(0, 17)).to.equal('37010219620309027')
    expect(readResidentId(number)?.number).to.equal(number)
    expect(readResidentId(fifteenDigits(number))?.number).to.equal(number)
  })
})
