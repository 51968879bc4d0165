import sys

if __name__ == "__main__":
    number = 8**100_000
    try:
        print(number)
    except ValueError as error:
        print(error)
    print("it has", len(hex(number)) - 2, "hexadecimal digits")
    sys.set_int_max_str_digits(0)
    print("and", len(str(number)), "decimal digits")
